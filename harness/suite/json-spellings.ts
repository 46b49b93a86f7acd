/** Other legal spellings of one JSON value, which change nothing of what it says. */

export const SPELLINGS = {
  reversed: 'members in the opposite order, at every depth',
  shuffled: 'members ordered by the length of their names, then backwards, at every depth',
  spaced: 'white space of every kind wherever JSON allows it',
  'escaped-texts': 'every character of values as \\u and four hex digits',
  'escaped-names': 'every character of names as \\u and four hex digits',
  'escaped-solidus': 'the solidus with the backslash that it need not have',
  'long-numbers': 'whole numbers with a decimal point, others with an exponent',
} as const;

export type Spelling = keyof typeof SPELLINGS;
