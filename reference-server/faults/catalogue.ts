/** All faults. */

import type { Fault } from './fault.ts';

export const FAULTS: readonly Fault[] = [
  {
    id: 'challenge.never-expires',
    title: 'An expired challenge is accepted',
    breaks: ['P2-IDN-06'],
    effect: 'A signature that was captured once can be used at leisure.',
    apply: (behaviour) => ({ ...behaviour, challenge: { ...behaviour.challenge, isFresh: () => true } }),
  },
  {
    id: 'certificate.ignores-issuer-domain',
    title: 'Issuer and subject of an ID-Cert may name different domains',
    breaks: ['P2-IDN-10'],
    effect: 'One home server can speak for the actors of another.',
    apply: (behaviour) => ({
      ...behaviour,
      certificate: {
        ...behaviour.certificate,
        actorRules: behaviour.certificate.actorRules.filter(({ name }) => name !== 'issuer-domain'),
      },
    }),
  },
  {
    id: 'registration.checks-names-too-early',
    title: 'Simultaneous registrations of one name all succeed',
    breaks: ['P2-REG-09'],
    effect: 'Two people share one identity.',
    apply: (behaviour) => ({
      ...behaviour,
      registration: {
        ...behaviour.registration,
        reserveName: async (slot) => {
          if (slot.isTaken()) return false;
          await new Promise((resolve) => setTimeout(resolve, 20));
          slot.take();
          return true;
        },
      },
    }),
  },
];

const byId: ReadonlyMap<string, Fault> = new Map(FAULTS.map((fault) => [fault.id, fault]));

export function findFault(id: string): Fault | undefined {
  return byId.get(id);
}
