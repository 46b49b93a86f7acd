/** Everything that a server remembers, in memory. */

import { Actors } from './actors.ts';
import { Aliases } from './aliases.ts';
import { Challenges } from './challenges.ts';
import { EventQueues } from './event-queues.ts';
import { HomeRoots } from './home-roots.ts';
import { PendingMessages, SeenMessages } from './inbox.ts';
import { IssuedCertificates } from './issued-certificates.ts';
import { KeyPackageShelves } from './key-package-shelves.ts';
import { type ServerKey, ServerKeys } from './server-keys.ts';
import { Sessions } from './sessions.ts';

export interface Store {
  readonly actors: Actors;
  readonly aliases: Aliases;
  readonly certificates: IssuedCertificates;
  readonly challenges: Challenges;
  readonly events: EventQueues;
  readonly homeRoots: HomeRoots;
  readonly keyPackages: KeyPackageShelves;
  readonly pendingMessages: PendingMessages;
  readonly seenMessages: SeenMessages;
  readonly serverKeys: ServerKeys;
  readonly sessions: Sessions;
}

export function createStore(firstKey: ServerKey): Store {
  return {
    actors: new Actors(),
    aliases: new Aliases(),
    certificates: new IssuedCertificates(),
    challenges: new Challenges(),
    events: new EventQueues(),
    homeRoots: new HomeRoots(),
    keyPackages: new KeyPackageShelves(),
    pendingMessages: new PendingMessages(),
    seenMessages: new SeenMessages(),
    serverKeys: new ServerKeys(firstKey),
    sessions: new Sessions(),
  };
}
