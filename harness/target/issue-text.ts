/** What the schema found wrong, in words: what was expected and what stands there. */

import type { z } from 'zod';

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  record: 'a map',
  array: 'a list',
  undefined: 'nothing',
  null: 'nothing',
};

/** One schema issue as a clause; `value` is what stands there, or a stand-in where it must not be shown. */
export function issueText(issue: z.core.$ZodIssue, value: unknown, shown: string): string {
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return 'is missing';
      return `expected ${TYPE_WORDS[issue.expected] ?? issue.expected}, got ${typeWord(value)}`;
    case 'invalid_value':
      return `expected one of ${issue.values.map(String).join(', ')}, got ${shown}`;
    case 'invalid_key':
      return 'has a key that is empty';
    default:
      return issue.message;
  }
}

function typeWord(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return TYPE_WORDS[typeof value] ?? typeof value;
}
