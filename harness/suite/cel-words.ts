/** The part of CEL's own library that scenarios may use: pure, and linear in what it is given. */

/** Called as `name(…)`. */
export const CEL_FUNCTIONS: Readonly<Record<string, string>> = {
  size: 'how many characters, items or entries',
  string: 'a number or bytes (UTF-8) as text',
  int: 'a decimal text as a number',
  has: 'whether a field is there: `has(body.payload)`',
};

/** Called as `value.name(…)`. */
export const CEL_METHODS: Readonly<Record<string, string>> = {
  size: 'how many characters, items or entries',
  startsWith: 'whether a text starts with another',
  endsWith: 'whether a text ends with another',
  contains: 'whether a text contains another',
  substring: 'the text from one position, up to another',
  indexOf: 'where a text contains another, or -1',
  trim: 'the text without white space around it',
  split: 'the parts of a text between separators',
  join: 'the texts of a list as one',
};

/** Called as `list.name(item, …)`; not inside one another, so that no expression takes more than linear time. */
export const CEL_MACROS: Readonly<Record<string, string>> = {
  map: 'each item, transformed: `events.map(e, e.n)`',
  filter: 'the items for which it holds',
  exists: 'whether it holds for some item',
  all: 'whether it holds for every item',
};
