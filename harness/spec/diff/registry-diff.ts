/** Requirements and decisions that came, went or changed between two registries. */

import type { Decision, Requirement } from '../model.ts';
import type { Registry } from '../registry.ts';
import type { Tombstone } from '../tombstones.ts';
import type { DecisionChange, FieldChange, RequirementChange } from './model.ts';
import { type SuiteParts, touchedByRequirements } from './touched.ts';

type Fields = ReadonlyMap<string, string | undefined>;

/** In the order of the ids. `tombstones` are those of the new registry. */
export function requirementChanges(
  old: Registry,
  now: Registry,
  tombstones: readonly Tombstone[],
  suite: SuiteParts,
): readonly RequirementChange[] {
  const ids = [...new Set([...old.requirementIds(), ...now.requirementIds()])].sort();
  return ids.flatMap((id): readonly RequirementChange[] => {
    const [before, after] = [old.requirement(id), now.requirement(id)];
    const shown = after ?? before;
    if (shown === undefined) return [];
    const { profile, level, text } = shown;
    const touches = touchedByRequirements([id], suite);
    const base = { id, profile, level, text, touches };
    if (before === undefined) return [{ ...base, change: 'added', fields: [] }];
    if (after === undefined) {
      const replacedBy = tombstones.find((one) => one.id === id)?.replacedBy;
      return [
        { ...base, change: 'removed', fields: [], ...(replacedBy === undefined ? {} : { replacedBy }) },
      ];
    }
    const fields = fieldChanges(requirementFields(before), requirementFields(after));
    return fields.length === 0 ? [] : [{ ...base, change: 'changed', fields }];
  });
}

/** In the order of the ids. */
export function decisionChanges(old: Registry, now: Registry): readonly DecisionChange[] {
  const [before, after] = [decisionsOf(old), decisionsOf(now)];
  const resting = [old, now].flatMap(requirementsOf);
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((id): readonly DecisionChange[] => {
    const [earlier, later] = [before.get(id), after.get(id)];
    const profile = (later ?? earlier)?.profile ?? '';
    const ids = resting.filter(({ decision }) => decision === id).map((requirement) => requirement.id);
    const base = { id, profile, requirements: [...new Set(ids)].sort() };
    if (earlier === undefined) return [{ ...base, change: 'added', fields: [] }];
    if (later === undefined) return [{ ...base, change: 'removed', fields: [] }];
    const fields = fieldChanges(decisionFields(earlier), decisionFields(later));
    return fields.length === 0 ? [] : [{ ...base, change: 'changed', fields }];
  });
}

function requirementsOf({ profiles }: Registry): readonly Requirement[] {
  return [...profiles.values()].flatMap(({ requirements }) => [...requirements.values()]);
}

function decisionsOf({ profiles }: Registry): ReadonlyMap<string, Decision> {
  return new Map([...profiles.values()].flatMap(({ decisions }) => [...decisions]));
}

function requirementFields(requirement: Requirement): Fields {
  const { profile, topic, level, text, basis, source, decision, optional, why, untestable } = requirement;
  return new Map([
    ['level', level],
    ['text', text],
    ['decision', decision],
    ['basis', basis],
    ['optional', optional],
    ['untestable', untestable],
    ['document', source.file],
    ['section', source.section],
    ['phrase', source.phrase],
    ['hash', source.hash],
    ['why', why],
    ['topic', topic],
    ['profile', profile],
  ]);
}

function decisionFields({ hole, decision, dialect, setting }: Decision): Fields {
  return new Map([
    ['decision', decision],
    ['hole', hole],
    ['dialect', dialect === undefined ? undefined : `${dialect.key}: ${dialect.values.join(' | ')}`],
    ['setting', setting],
  ]);
}

function fieldChanges(old: Fields, now: Fields): readonly FieldChange[] {
  return [...now].flatMap(([field, after]): readonly FieldChange[] => {
    const before = old.get(field);
    if (before === after) return [];
    return [
      {
        field,
        ...(before === undefined ? {} : { old: before }),
        ...(after === undefined ? {} : { new: after }),
      },
    ];
  });
}
