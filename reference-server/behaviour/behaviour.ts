/** How a server decides: one small function for each question that a requirement asks. A fault replaces one of them. */

import { type AccessBehaviour, access } from './access.ts';
import { type CertificateBehaviour, certificate } from './certificate.ts';
import { type ChallengeBehaviour, challenge } from './challenge.ts';
import { type EventsBehaviour, events } from './events.ts';
import { type ExchangeBehaviour, exchange } from './exchange.ts';
import { type HistoryBehaviour, history } from './history.ts';
import { type HomeBehaviour, home } from './home.ts';
import { type IdentifyBehaviour, identify } from './identify.ts';
import { type IssuingBehaviour, issuing } from './issuing.ts';
import { type KeyPackagesBehaviour, keyPackages } from './key-packages.ts';
import { type RefusalsBehaviour, refusals } from './refusals.ts';
import { type RegistrationBehaviour, registration } from './registration.ts';
import { type ServerKeyBehaviour, serverKey } from './server-key.ts';
import { type SessionBehaviour, session } from './session.ts';
import { type SignatureBehaviour, signature } from './signature.ts';

export interface Behaviour {
  readonly access: AccessBehaviour;
  readonly certificate: CertificateBehaviour;
  readonly challenge: ChallengeBehaviour;
  readonly events: EventsBehaviour;
  readonly exchange: ExchangeBehaviour;
  readonly history: HistoryBehaviour;
  readonly home: HomeBehaviour;
  readonly identify: IdentifyBehaviour;
  readonly issuing: IssuingBehaviour;
  readonly keyPackages: KeyPackagesBehaviour;
  readonly refusals: RefusalsBehaviour;
  readonly registration: RegistrationBehaviour;
  readonly serverKey: ServerKeyBehaviour;
  readonly session: SessionBehaviour;
  readonly signature: SignatureBehaviour;
}

/** The decisions of a server that keeps every rule. */
export const correctBehaviour: Behaviour = {
  access,
  certificate,
  challenge,
  events,
  exchange,
  history,
  home,
  identify,
  issuing,
  keyPackages,
  refusals,
  registration,
  serverKey,
  session,
  signature,
};
