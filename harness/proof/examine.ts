/** Tries the suite on one subject and says what that proves. */

import { FAULTS } from '../../reference-server/index.ts';
import { assessAbsurd, assessFault, assessVariant } from './assess.ts';
import type { Finding } from './model.ts';
import { observe, type ProofData } from './observe.ts';
import { type Subject, scenariosFor } from './subject.ts';

/** `whole`: with every scenario, also those that call none of the operations in question. */
export async function examine(subject: Subject, data: ProofData, whole: boolean): Promise<Finding> {
  const results = await observe(subject, scenariosFor(subject, data, whole), data);
  switch (subject.kind) {
    case 'fault': {
      const breaks = FAULTS.find(({ id }) => id === subject.id)?.breaks ?? [];
      return { kind: 'fault', proof: assessFault({ id: subject.id, breaks }, results) };
    }
    case 'variant':
      return { kind: 'variant', proof: assessVariant(subject.id, results) };
    case 'absurd':
      return { kind: 'absurd', proof: assessAbsurd(subject.id, results, demanding(data)) };
  }
}

function demanding({ scenarios, registry }: ProofData): readonly string[] {
  return scenarios
    .filter(({ requirements }) => requirements.some((id) => registry.requirement(id)?.level === 'MUST'))
    .map(({ id }) => id);
}
