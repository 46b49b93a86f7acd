/** Which keywords a schema may have, and which types each of them limits. */

const COMMON = [
  ...['$ref', 'title', 'description', 'type', 'format', 'default', 'enum', 'example', 'deprecated'],
  ...['readOnly', 'writeOnly', 'discriminator', 'xml', 'externalDocs', 'multipleOf'],
  ...['maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'maxLength', 'minLength', 'pattern'],
  ...['maxItems', 'minItems', 'uniqueItems', 'items', 'maxProperties', 'minProperties', 'required'],
  ...['properties', 'additionalProperties', 'allOf', 'anyOf', 'oneOf', 'not'],
];
const ONLY_IN_3_1 = [
  ...['$id', '$schema', '$anchor', '$dynamicRef', '$dynamicAnchor', '$vocabulary', '$comment', '$defs'],
  ...['definitions', 'const', 'examples', 'if', 'then', 'else', 'dependentSchemas', 'dependentRequired'],
  ...['prefixItems', 'contains', 'minContains', 'maxContains', 'patternProperties', 'propertyNames'],
  ...['unevaluatedItems', 'unevaluatedProperties', 'contentEncoding', 'contentMediaType', 'contentSchema'],
];

const KEYWORDS = {
  '3.0': new Set([...COMMON, 'nullable']),
  '3.1': new Set([...COMMON, ...ONLY_IN_3_1]),
} as const;

export function knownKeywords(version: keyof typeof KEYWORDS): ReadonlySet<string> {
  return KEYWORDS[version];
}

const NUMBERS = ['number', 'integer'];

export const KEYWORD_TYPES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(['minLength', 'maxLength', 'pattern'].map((keyword) => [keyword, ['string']])),
  ...Object.fromEntries(['minimum', 'maximum', 'multipleOf'].map((keyword) => [keyword, NUMBERS])),
  ...Object.fromEntries(
    ['items', 'minItems', 'maxItems', 'uniqueItems'].map((keyword) => [keyword, ['array']]),
  ),
  ...Object.fromEntries(
    ['properties', 'required', 'minProperties', 'maxProperties'].map((keyword) => [keyword, ['object']]),
  ),
};
