/** All faults. */

import { challengeFaults } from './challenge.ts';
import { eventFaults } from './events.ts';
import type { Fault } from './fault.ts';
import { generalFaults } from './general.ts';
import { historyFaults } from './history.ts';
import { certificateFaults } from './identify-certificate.ts';
import { homeFaults } from './identify-home.ts';
import { identifyFaults } from './identify-signature.ts';
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
];

const byId: ReadonlyMap<string, Fault> = new Map(FAULTS.map((fault) => [fault.id, fault]));

export function findFault(id: string): Fault | undefined {
  return byId.get(id);
}
