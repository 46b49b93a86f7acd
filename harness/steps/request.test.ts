import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Apis, loadApis, type Operation } from '../spec/openapi.ts';
import type { JsonValue, RequestTemplate, Template } from '../suite/model.ts';
import { changeDraft, type Draft, draftOf, httpRequest } from './request.ts';

let apis: Apis;
beforeAll(async () => {
  apis = await loadApis();
});

function operation(id: string): Operation {
  const found = apis.operation(id);
  if (found === undefined) throw new Error(id);
  return found;
}

const literal = (value: JsonValue): Template => ({ kind: 'literal', value });
const evaluate = (template: Template): JsonValue => (template.kind === 'literal' ? template.value : null);
const empty: RequestTemplate = { path: [], query: [], headers: [] };
const draft = (more: Partial<Draft>): Draft => ({ path: {}, query: {}, headers: {}, ...more });
const bodyOf = (made: { readonly body?: Uint8Array }): string => Buffer.from(made.body ?? []).toString();

describe('a request', () => {
  it('fills the path, keeping the @ of a federation ID', () => {
    const made = httpRequest(
      operation('getActorKeys'),
      draft({ path: { fid: 'a/b?c@home.test' } }),
      undefined,
    );
    expect(made).toMatchObject({ method: 'GET', path: '/p2core/key/actor/a%2Fb%3Fc@home.test', headers: {} });
  });

  it('says that its body is JSON, and whose it is', () => {
    const made = httpRequest(operation('rotateSessionCert'), draft({ body: { csr: 'x' } }), 'abc');
    expect(made.headers).toEqual({ 'content-type': 'application/json', authorization: 'Bearer abc' });
    expect(bodyOf(made)).toBe('{"csr":"x"}');
  });

  it('lets the scenario say otherwise', () => {
    const headers = { 'content-type': 'text/plain', authorization: 'Basic x' };
    const made = httpRequest(
      operation('rotateSessionCert'),
      draft({ headers, rawBody: '{', method: 'DELETE' }),
      'abc',
    );
    expect(made).toMatchObject({ method: 'DELETE', headers });
    expect(bodyOf(made)).toBe('{');
  });

  it('has no body where the scenario has none', () => {
    expect(httpRequest(operation('getServerKey'), draft({}), undefined)).not.toHaveProperty('body');
  });

  it('is evaluated from its template', () => {
    const template = { ...empty, headers: [['X-A', literal(1)]], body: literal({ a: [true] }) } as const;
    expect(draftOf(template, evaluate)).toEqual({
      path: {},
      query: {},
      headers: { 'x-a': 1 },
      body: { a: [true] },
    });
  });
});

describe('a change', () => {
  const before = draft({
    path: { fid: 'a@b' },
    headers: { 'x-a': '1' },
    body: { completed_challenge: { challenge: 'c', signature: 's' }, list: [1, 2, 3], id_cert: 'i' },
  });
  const change = (path: string, value: JsonValue | undefined): Draft =>
    changeDraft(before, [[path, value === undefined ? 'absent' : literal(value)]], evaluate);

  it('replaces one thing and leaves the rest, in its order', () => {
    const { body } = change('body.completed_challenge.challenge', 'x');
    expect(JSON.stringify(body)).toBe(
      '{"completed_challenge":{"challenge":"x","signature":"s"},"list":[1,2,3],"id_cert":"i"}',
    );
  });

  it('takes a member or an item away', () => {
    expect(change('body.completed_challenge', undefined).body).toEqual({ list: [1, 2, 3], id_cert: 'i' });
    expect(change('body.list[1]', undefined).body).toMatchObject({ list: [1, 3] });
    expect(change('body', undefined)).not.toHaveProperty('body');
    expect(change('headers.X-A', undefined).headers).toEqual({});
  });

  it('adds what was not there', () => {
    expect(change('headers.Authorization', 'Bearer x').headers).toEqual({
      'x-a': '1',
      authorization: 'Bearer x',
    });
    expect(change('query.timestamp', '5').query).toEqual({ timestamp: '5' });
    expect(change('body.list[3]', 4).body).toMatchObject({ list: [1, 2, 3, 4] });
  });

  it('sets null where null is said', () => {
    expect(change('body.id_cert', null).body).toMatchObject({ id_cert: null });
  });

  it('puts exact bytes in place of the body', () => {
    const changed = change('rawBody', '{"a":');
    expect(changed).not.toHaveProperty('body');
    expect(bodyOf(httpRequest(operation('identify'), changed, undefined))).toBe('{"a":');
  });

  it('does not reach where nothing is', () => {
    expect(() => change('body.id_cert.inner', 1)).toThrow('there is no object for the member inner');
  });

  it('of any member to any value changes that member alone', () => {
    const bodies = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.jsonValue(), { minKeys: 1 });
    fc.assert(
      fc.property(bodies, fc.jsonValue(), fc.nat(), (body, value, chosen) => {
        const keys = Object.keys(body);
        const key = keys[chosen % keys.length] ?? '';
        const changed = changeDraft(
          draft({ body: body as JsonValue }),
          [[`body.${key}`, literal(value as JsonValue)]],
          evaluate,
        );
        expect(changed.body).toEqual({ ...body, [key]: value });
      }),
    );
  });
});
