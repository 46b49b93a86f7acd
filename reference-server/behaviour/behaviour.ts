/** How a server decides: one small function for each question that a requirement asks. A fault replaces one of them. */

import { type AccessBehaviour, access } from './access.ts';
import { type AliasBehaviour, alias } from './alias.ts';
import { type CertificateBehaviour, certificate } from './certificate.ts';
import { type ChallengeBehaviour, challenge } from './challenge.ts';
import { type DiscoveryBehaviour, discovery } from './discovery.ts';
import { type EventsBehaviour, events } from './events.ts';
import { type ExchangeBehaviour, exchange } from './exchange.ts';
import { type HistoryBehaviour, history } from './history.ts';
import { type HomeBehaviour, home } from './home.ts';
import { type IdentifyBehaviour, identify } from './identify.ts';
import { type IdentityRefusalsBehaviour, identityRefusals } from './identity-refusals.ts';
import { type InboxBehaviour, inbox } from './inbox.ts';
import { type IssuingBehaviour, issuing } from './issuing.ts';
import { type KeyPackagesBehaviour, keyPackages } from './key-packages.ts';
import { type RefusalsBehaviour, refusals } from './refusals.ts';
import { type RegistrationBehaviour, registration } from './registration.ts';
import { type SenderBehaviour, sender } from './sender.ts';
import { type ServerKeyBehaviour, serverKey } from './server-key.ts';
import { type SessionBehaviour, session } from './session.ts';
import { type SignatureBehaviour, signature } from './signature.ts';

export interface Behaviour {
  readonly access: AccessBehaviour;
  readonly alias: AliasBehaviour;
  readonly certificate: CertificateBehaviour;
  readonly challenge: ChallengeBehaviour;
  readonly discovery: DiscoveryBehaviour;
  readonly events: EventsBehaviour;
  readonly exchange: ExchangeBehaviour;
  readonly history: HistoryBehaviour;
  readonly home: HomeBehaviour;
  readonly identify: IdentifyBehaviour;
  readonly identityRefusals: IdentityRefusalsBehaviour;
  readonly inbox: InboxBehaviour;
  readonly issuing: IssuingBehaviour;
  readonly keyPackages: KeyPackagesBehaviour;
  readonly refusals: RefusalsBehaviour;
  readonly registration: RegistrationBehaviour;
  readonly sender: SenderBehaviour;
  readonly serverKey: ServerKeyBehaviour;
  readonly session: SessionBehaviour;
  readonly signature: SignatureBehaviour;
}

/** The decisions of a server that keeps every rule. */
export const correctBehaviour: Behaviour = {
  access,
  alias,
  certificate,
  challenge,
  discovery,
  events,
  exchange,
  history,
  home,
  identify,
  identityRefusals,
  inbox,
  issuing,
  keyPackages,
  refusals,
  registration,
  sender,
  serverKey,
  session,
  signature,
};
