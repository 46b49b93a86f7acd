import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ApiDocumentError } from '../openapi-document.ts';
import { packageRoot } from '../package-root.ts';
import { lintDocument } from './lint.ts';
import { readLintDocument } from './lint-document.ts';

const SOUND = readFileSync(new URL('fixtures/sound.yaml', import.meta.url), 'utf8');

const lint = (text: string) =>
  lintDocument(readLintDocument('doors.yaml', text)).map(
    ({ at, field, message }) => `${at.line} ${field}: ${message}`,
  );

/** The findings after one change to the sound document. */
function changing(old: string, changed: string): readonly string[] {
  if (!SOUND.includes(old)) throw new Error(`the sound document does not hold ${old}`);
  return lint(SOUND.replace(old, changed));
}

describe('a sound document', () => {
  it('has no finding, and neither do our own', () => {
    expect(lint(SOUND)).toEqual([]);
    for (const profile of ['p2core', 'external-identity']) {
      expect(lint(readFileSync(join(packageRoot(), 'specs', profile, 'openapi.yaml'), 'utf8'))).toEqual([]);
    }
  });

  it('may be written for OpenAPI 3.0, with its own words', () => {
    const old = SOUND.replace('3.1.1', '3.0.3').replace(", examples: ['-----BEGIN CERTIFICATE-----']", '');
    const nullable = old.replace('isOpen: { type: boolean,', 'isOpen: { type: boolean, nullable: true,');
    expect(lint(nullable.replace('isOpen: true }', 'isOpen: null }'))).toEqual([]);
    expect(lint(nullable.replace('isOpen: true }', 'isOpen: 1 }'))).toHaveLength(1);
  });
});

const MISTAKES: readonly (readonly [title: string, old: string, changed: string, finding: string])[] = [
  [
    'an example without what is required',
    'example: { doorName: front, isOpen: true }',
    'example: { isOpen: true }',
    '24 GET /doors/{name}, responses.200.content.application/json.example: does not fit its schema: example.doorName: expected a string, got nothing',
  ],
  [
    'an example that its pattern refuses',
    'example: { doorName: front,',
    'example: { doorName: Front,',
    '24 GET /doors/{name}, responses.200.content.application/json.example: does not fit its schema: example.doorName: expected text that matches ^[a-z]{2,64}$, got "Front"',
  ],
  [
    'a default beyond its format',
    'default: 10',
    'default: 300',
    '14 GET /doors/{name}, parameters.0.schema.default: does not fit its schema: default: expected a number within uint8, got number 300',
  ],
  [
    'a choice that its type excludes',
    '[red, green]',
    '[red, 5]',
    '40 components.schemas.Door.properties.colour.enum.1: can never be chosen: value: expected a string, got number 5',
  ],
  [
    'lengths that no value has',
    'minLength: 2, maxLength: 64, pattern',
    'minLength: 65, maxLength: 64, x-pattern',
    '38 components.schemas.Door.properties.doorName.minLength: no value has minLength 65 and maxLength 64',
  ],
  [
    'a length that its pattern excludes',
    'minLength: 2, maxLength: 64',
    'minLength: 1, maxLength: 1',
    '38 components.schemas.Door.properties.doorName.maxLength: no text has this length and matches ^[a-z]{2,64}$, which has 2 to 64 characters',
  ],
  [
    'a length that its format excludes',
    'format: uuid',
    'format: uuid, maxLength: 32',
    '43 components.schemas.Door.properties.id.maxLength: no text of the format uuid has such a length: 36 characters',
  ],
  [
    'a signature that is too short to be one',
    'in hexadecimal. }',
    'in hexadecimal., minLength: 32, maxLength: 32 }',
    '41 components.schemas.Door.properties.seal.maxLength: 32 characters of hexadecimal hold 16 bytes, and no signature is that short (Ed25519: 64 bytes, 128 characters)',
  ],
  [
    'a label of PEM with six dashes',
    '-----BEGIN CERTIFICATE-----',
    '------BEGIN CERTIFICATE------',
    '42 components.schemas.Door.properties.cert.examples.0: a PEM label has five dashes on each side (RFC 7468), this example 6',
  ],
  [
    'a keyword that does not exist',
    'type: string, enum:',
    'type: string, enums:',
    '40 components.schemas.Door.properties.colour.enums: enums is no keyword of a schema in OpenAPI 3.1, so it has no effect; did you mean enum?',
  ],
  [
    'a keyword of another type',
    'isOpen: { type: boolean,',
    'isOpen: { type: boolean, minLength: 1,',
    '39 components.schemas.Door.properties.isOpen.minLength: minLength says nothing about boolean; it limits string only',
  ],
  [
    'a type that does not exist',
    'isOpen: { type: boolean, default: false }',
    'isOpen: { type: bool }',
    '39 components.schemas.Door.properties.isOpen.type: must be equal to one of the allowed values (array, boolean, integer, null, number, object, string)',
  ],
  [
    'a required property that is not declared',
    'required: [doorName]',
    'required: [doorname]',
    '36 components.schemas.Door.required.0: doorname is required, but not among the properties; did you mean doorName?',
  ],
  [
    'the same alternative twice',
    'isOpen: { type: boolean, default: false }',
    'isOpen: { anyOf: [{ type: boolean }, { type: boolean }] }',
    '39 components.schemas.Door.properties.isOpen.anyOf.1: anyOf has the same schema twice (1 and 2): one of them is idle, or was meant to be another',
  ],
  [
    'a reference that leads nowhere',
    'schemas/Door',
    'schemas/Gate',
    '23 GET /doors/{name}, responses.200.content.application/json.schema.$ref: #/components/schemas/Gate leads nowhere in this document',
  ],
  [
    'an operation without responses',
    "responses:\n        '204': { description: It is gone. }",
    'responses: {}',
    '27 DELETE /doors/{name}: has no responses: nobody can tell what it answers',
  ],
  [
    'a status that is none',
    "'404': { description: No such door. }",
    "'404': { description: No such door. }\n        ok: { description: No such door. }",
    '27 GET /doors/{name}, responses.ok: ok is no status; expected 200, 2XX or default',
  ],
  [
    'an operationId for the second time',
    'operationId: removeDoor',
    'operationId: getDoor',
    '28 DELETE /doors/{name}, operationId: getDoor is already the operationId of line 7; each must be unique',
  ],
  [
    'a path parameter that may be left out',
    'in: path, required: true,',
    'in: path,',
    '5 /doors/{name}, parameters.0: path parameter name must say required: true',
  ],
  [
    'a security scheme that is not declared',
    'security: [{ bearer: [] }]',
    'security: [{ Bearer: [] }]',
    '9 GET /doors/{name}, security: there is no security scheme Bearer under components',
  ],
  [
    'a header name with a blank at its end',
    'X-Hinges:',
    "'X-Hinges ':",
    '20 GET /doors/{name}, responses.200.headers.X-Hinges : "X-Hinges " cannot be the name of a header: it has white space at an end',
  ],
  [
    'a parameter that no style can write',
    'schema: { type: integer, format: uint8, default: 10 }',
    'schema: { type: array, items: { type: object } }',
    '14 GET /doors/{name}, parameters.0.schema: OpenAPI does not define how a list of objects is written into a query; describe it under content: application/json',
  ],
  [
    'a response described for another status',
    "'404': { description: No such door. }",
    "'404': { description: '- `204`: It is gone.' }",
    '26 GET /doors/{name}, responses.404.description: the response to 404 is described as 204',
  ],
  [
    'a status that is described and not documented',
    '- `404`: No such door.',
    '- `410`: No such door.',
    '17 GET /doors/{name}, responses.200.description: speaks of status 410, which this operation does not document',
  ],
  [
    'an error in the words of a success',
    "'204': { description: It is gone. }",
    "'200': { description: The door that was removed. }\n        '409': { description: The door that was removed. }",
    '31 DELETE /doors/{name}, responses.409.description: 409, an error, is described in the very words of 200',
  ],
  [
    'a length demanded of an answer that cannot have one',
    "'204': { description: It is gone. }",
    "'204': { description: It is gone., headers: { Content-Length: { required: true, schema: { enum: [0] } } } }",
    '30 DELETE /doors/{name}, responses.204.headers.Content-Length: demands Content-Length, which RFC 9110, 8.6, forbids in an answer of 204',
  ],
  [
    'a body for an answer without one',
    "'204': { description: It is gone. }",
    "'204': { description: It is gone., content: { text/plain: { schema: { type: string } } } }",
    '30 DELETE /doors/{name}, responses.204.content: an answer of 204 has no body (RFC 9110, 15.3.5 and 15.4.5)',
  ],
  [
    'a status that became a body',
    "schema: { $ref: '#/components/schemas/Door' }\n              example: { doorName: front, isOpen: true }",
    'schema: { anyOf: [{ type: number, enum: [200] }, { type: number, enum: [413] }] }',
    '23 GET /doors/{name}, responses.200.content.application/json.schema: the body of 200 is the number 413: a status became a body; document it as a response of its own',
  ],
  [
    'a field by another name',
    'never what',
    'never `limits` or what',
    '8 GET /doors/{name}, description: speaks of limits, and nothing here is called so; is limit meant?',
  ],
  [
    'a sibling whose words are in another order',
    'Signature of the smith',
    'Signature of the smith over `openIs`',
    '41 components.schemas.Door.properties.seal.description: speaks of openIs, but the property is called isOpen',
  ],
];

describe('a mistake', () => {
  it.each(MISTAKES)('is found: %s', (_, old, changed, expected) => {
    // What the mistake makes of the document's own example is found too.
    expect(changing(old, changed)).toContain(expected);
  });

  it('is found: a path parameter by another name', () => {
    expect(changing('{ name: name, in: path', '{ name: nam, in: path')).toEqual([
      '5 /doors/{name}, parameters.0: path parameter nam does not occur in /doors/{name}',
      '6 GET /doors/{name}: the path has {name}, which no path parameter declares',
      '27 DELETE /doors/{name}: the path has {name}, which no path parameter declares',
    ]);
  });

  it('is found: a parameter in the words of its neighbour', () => {
    const copied = SOUND.replace('How many doors at most.', 'The colours to leave out. Or none.').replace(
      '      responses:\n',
      '        - { name: colours, in: query, description: The colours to leave out., schema: { type: string } }\n      responses:\n',
    );
    expect(lint(copied)).toEqual([
      '13 GET /doors/{name}, parameters.0.description: limit begins with the very words of its neighbour colours, which name that one',
    ]);
  });

  it('is not seen where there is none: parts of a composed schema, what a reader leaves out, data', () => {
    expect(
      changing('required: [doorName]', 'allOf: [{ required: [isOpen] }]\n      required: [doorName]'),
    ).toEqual([]);
    expect(changing('id: { type: string, format: uuid }', 'id: { default: { $ref: "#/nowhere" } }')).toEqual(
      [],
    );
    const writeOnly = SOUND.replace('id: {', 'id: { writeOnly: true,').replace(
      '[doorName]',
      '[doorName, id]',
    );
    expect(lint(writeOnly)).toEqual([]);
  });
});

describe('what is no OpenAPI document', () => {
  it('is refused with its place', () => {
    expect(() => readLintDocument('a.yaml', '- 1')).toThrow(ApiDocumentError);
    expect(() => readLintDocument('a.yaml', 'swagger: "2.0"')).toThrow(/expected the version of OpenAPI/);
    expect(() => readLintDocument('a.yaml', 'openapi: 3.1.0\na: [')).toThrow(/a\.yaml:2/);
  });
});

const sources = process.env.KAMMERTON_SOURCES;

describe.skipIf(sources === undefined)('the documents of the sources', () => {
  it.each(['polyproto.core-v1.0-beta.3', 'polyproto.mls-v0.1.0-alpha.4'])(
    '%s has these mistakes',
    async (name) => {
      const file = join(sources ?? '', 'spec', 'upstream', `${name}.openapi.yaml`);
      expect(existsSync(file)).toBe(true);
      const found = lint(readFileSync(file, 'utf8'));
      await expect(`${found.join('\n')}\n`).toMatchFileSnapshot(`fixtures/${name}.findings.txt`);
    },
  );
});
