/** All faults. */

import { challengeFaults } from './challenge.ts';
import type { Fault } from './fault.ts';
import { certificateFaults } from './identify-certificate.ts';
import { homeFaults } from './identify-home.ts';
import { identifyFaults } from './identify-signature.ts';
import { registrationFaults } from './registration.ts';
import { rootFaults } from './root.ts';

export const FAULTS: readonly Fault[] = [
  ...registrationFaults,
  ...challengeFaults,
  ...identifyFaults,
  ...certificateFaults,
  ...homeFaults,
  ...rootFaults,
];

const byId: ReadonlyMap<string, Fault> = new Map(FAULTS.map((fault) => [fault.id, fault]));

export function findFault(id: string): Fault | undefined {
  return byId.get(id);
}
