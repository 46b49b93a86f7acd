/** All faults. */

import { aliasFaults } from './alias.ts';
import { challengeFaults } from './challenge.ts';
import { discoveryFaults } from './discovery.ts';
import { eventFaults } from './events.ts';
import type { Fault } from './fault.ts';
import { generalFaults } from './general.ts';
import { historyFaults } from './history.ts';
import { certificateFaults } from './identify-certificate.ts';
import { homeFaults } from './identify-home.ts';
import { identifyFaults } from './identify-signature.ts';
import { identityShownFaults } from './identity-shown.ts';
import { inboxCanonicalFaults } from './inbox-canonical.ts';
import { inboxDeliveryFaults } from './inbox-delivery.ts';
import { inboxForgeryFaults } from './inbox-forgery.ts';
import { inboxReadingFaults } from './inbox-reading.ts';
import { inboxSenderFaults } from './inbox-sender.ts';
import { issuingFaults } from './issuing.ts';
import { keyPackageFaults } from './key-packages.ts';
import { registrationFaults } from './registration.ts';
import { rootFaults } from './root.ts';
import { rotationFaults } from './rotation.ts';
import { serverKeyFaults } from './server-key.ts';
import { sessionFaults } from './session.ts';
import { trustFaults } from './trust.ts';

export const FAULTS: readonly Fault[] = [
  ...registrationFaults,
  ...challengeFaults,
  ...identifyFaults,
  ...certificateFaults,
  ...homeFaults,
  ...sessionFaults,
  ...trustFaults,
  ...issuingFaults,
  ...rotationFaults,
  ...serverKeyFaults,
  ...rootFaults,
  ...historyFaults,
  ...keyPackageFaults,
  ...eventFaults,
  ...generalFaults,
  ...identityShownFaults,
  ...aliasFaults,
  ...discoveryFaults,
  ...inboxCanonicalFaults,
  ...inboxForgeryFaults,
  ...inboxSenderFaults,
  ...inboxReadingFaults,
  ...inboxDeliveryFaults,
];

const byId: ReadonlyMap<string, Fault> = new Map(FAULTS.map((fault) => [fault.id, fault]));

export function findFault(id: string): Fault | undefined {
  return byId.get(id);
}
