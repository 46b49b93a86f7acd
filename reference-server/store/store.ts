/** Everything that a server remembers, in memory. */

import { Actors } from './actors.ts';
import { Challenges } from './challenges.ts';
import { EventQueues } from './event-queues.ts';
import { IssuedCertificates } from './issued-certificates.ts';
import { KeyPackageShelves } from './key-package-shelves.ts';
import { type ServerKey, ServerKeys } from './server-keys.ts';
import { Sessions } from './sessions.ts';

export interface Store {
  readonly actors: Actors;
  readonly certificates: IssuedCertificates;
  readonly challenges: Challenges;
  readonly events: EventQueues;
  readonly keyPackages: KeyPackageShelves;
  readonly serverKeys: ServerKeys;
  readonly sessions: Sessions;
}

export function createStore(firstKey: ServerKey): Store {
  return {
    actors: new Actors(),
    certificates: new IssuedCertificates(),
    challenges: new Challenges(),
    events: new EventQueues(),
    keyPackages: new KeyPackageShelves(),
    serverKeys: new ServerKeys(firstKey),
    sessions: new Sessions(),
  };
}
