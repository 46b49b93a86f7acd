import { describe, expect, it } from 'vitest';
import { apiProblems } from './openapi.ts';
import { ApiDocumentError, readApiDocument } from './openapi-document.ts';

const SOUND = `openapi: 3.1.1
info: { title: t, version: '1' }
paths:
  /things/{id}:
    get:
      operationId: getThing
      security: [{ bearer: [] }]
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        '200':
          description: A thing.
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Thing' }
              example: { name: chair }
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }
  schemas:
    Thing:
      type: object
      required: [name]
      properties: { name: { type: string } }
`;

/** The problems of the sound document after one change to its text, as `line field: message`. */
function problemsAfter(before: string, after: string): readonly string[] {
  expect(SOUND).toContain(before);
  const text = SOUND.replace(before, after);
  try {
    return apiProblems([readApiDocument('things', 'things.yaml', text)]).map(
      ({ at, field, message }) => `${at.line} ${field}: ${message}`,
    );
  } catch (error) {
    if (!(error instanceof ApiDocumentError)) throw error;
    return error.problems.map(({ at, field, message }) => `${at.line} ${field}: ${message}`);
  }
}

const GET = 'paths./things/{id}.get';

describe('the check of OpenAPI documents', () => {
  it('finds nothing in a sound document', () => {
    expect(problemsAfter('chair', 'table')).toEqual([]);
  });

  it.each([
    [
      'an example that does not fit',
      'name: chair',
      'name: 7',
      `15 ${GET}.responses.200.content.application/json.example: example.name: expected a string, got number 7`,
    ],
    [
      'a named example that does not fit',
      'example: { name: chair }',
      'examples: { bare: { value: {} } }',
      `15 ${GET}.responses.200.content.application/json.examples.bare.value: example.name: expected a string, got nothing`,
    ],
    [
      'an undeclared path parameter',
      'name: id, in: path',
      'name: id, in: query',
      `8 ${GET}.parameters: the path has {id}, but no path parameter id is declared`,
    ],
    [
      'a path parameter that may be left out',
      'required: true, schema',
      'schema',
      `8 ${GET}.parameters: path parameter id must say required: true`,
    ],
    ['a missing operationId', 'operationId: getThing', 'summary: x', `5 ${GET}: has no operationId`],
    [
      'an operation without success',
      `'200':`,
      `'404':`,
      `9 ${GET}.responses: documents no success (a 2xx status)`,
    ],
    ['a status that is none', `'200':`, `2xx:`, `10 ${GET}.responses.2xx: expected a status such as 201`],
    [
      'a reference that leads nowhere',
      `schemas/Thing'`,
      `schemas/Thnig'`,
      `14 ${GET}.responses.200.content.application/json.schema: #/components/schemas/Thnig leads nowhere`,
    ],
    [
      'a reference that leads in a circle',
      'type: object\n',
      `$ref: '#/components/schemas/Thing'\n`,
      `14 ${GET}.responses.200.content.application/json.schema: #/components/schemas/Thing leads nowhere`,
    ],
    [
      'a misspelt keyword',
      'required: [name]',
      'requierd: [name]',
      '19 components.schemas.Thing: strict mode: unknown keyword: "requierd"',
    ],
    [
      'a misspelt extension',
      'operationId: getThing',
      'operationId: getThing\n      x-amdin: true',
      `7 ${GET}.x-amdin: unknown key; known are operationId`,
    ],
    [
      'text torn apart by a comma',
      'description: A thing.',
      '? like this\n          : ~',
      `11 ${GET}.responses.200.like this: unknown key; known are description`,
    ],
    [
      'administration without a token',
      'security: [{ bearer: [] }]',
      'x-admin: true',
      `7 ${GET}.x-admin: wants an administrator, but no token`,
    ],
    [
      'an undeclared security scheme',
      '[{ bearer: [] }]',
      '[{ basic: [] }]',
      `7 ${GET}.security: no security scheme basic is declared`,
    ],
    [
      'a body that is no JSON',
      'application/json:',
      'text/plain:',
      `13 ${GET}.responses.200.content.text/plain: only bodies of application/json can be judged`,
    ],
    ['another method', '    get:', '    fetch:', '5 paths./things/{id}.fetch: expected a method (get, put'],
    ['a version of its own', '3.1.1', '3.0.3', '1 openapi: expected the version of OpenAPI, 3.1.x'],
    ['YAML that cannot be read', 'chair }', 'chair', '16 : '],
  ])('reports %s at its place', (_mistake, before, after, expected) => {
    const problems = problemsAfter(before, after);
    expect(problems[0]).toBeDefined();
    expect(problems[0]?.slice(0, expected.length)).toBe(expected);
  });

  it('reports an operationId that two documents share', () => {
    const documents = ['a.yaml', 'b.yaml'].map((file) => readApiDocument('things', file, SOUND));
    expect(apiProblems(documents)).toEqual([
      {
        at: { file: 'b.yaml', line: 6, column: 7 },
        field: `${GET}.operationId`,
        message: 'getThing is already taken at a.yaml:6',
      },
    ]);
  });
});
