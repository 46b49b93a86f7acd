import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { compileExpression, evaluate, type Scope } from '../suite/expression.ts';
import { FUNCTION_NAMES, FUNCTIONS, type FunctionName, isFunctionName } from '../suite/function-words.ts';
import { readCertificate } from '../verdict/x509-reader.ts';
import { type ActorView, actorOf, actorView } from './actor-view.ts';
import { base64, pem, type WireDialect } from './encoding.ts';
import type { FunctionContext } from './function-context.ts';
import { createFunctions } from './functions.ts';
import { createIdentity } from './identity.ts';
import { randomnessFor } from './randomness.ts';
import { testActor, testHome } from './test-home.ts';

const NOW = new Date('2026-03-01T12:00:00.500Z');
const alpha = testHome('alpha', NOW);
const beta = testHome('beta', NOW);
const alice = testActor('alice', alpha);
const bob = {
  ...createIdentity(randomnessFor('bob'), { name: 'bob', home: 'target', domain: 'home.test', runId: 'r1' }),
  idCert: alice.idCert ?? new Uint8Array(),
};
const dialect: WireDialect = {
  certEncoding: 'base64-der',
  signatureEncoding: 'base64',
  inboxSignature: 'type-first-sorted-v1',
};

function contextWith(changes: Partial<FunctionContext> = {}): FunctionContext {
  return {
    runId: 'r1',
    randomness: randomnessFor('functions'),
    now: () => NOW,
    dialect,
    peer: (name) => [alpha, beta].find((peer) => peer.name === name),
    peerNames: ['alpha', 'beta'],
    ...changes,
  };
}

/** Evaluates an expression as a scenario would. */
function run(source: string, changes: Partial<FunctionContext> = {}): unknown {
  const context = contextWith(changes);
  const view = (actor: typeof alice): ActorView => actorView(actor, context.dialect);
  const scope: Scope = {
    values: new Map<string, unknown>([
      ['alice', view(alice)],
      ['bob', view(bob)],
      ['mallory', view(testActor('mallory', beta))],
      ['challenge', 'kB7challenge'],
      ['cert', base64(alice.idCert ?? new Uint8Array())],
      ['sent', { init_key: 'x' }],
      [
        'events',
        [
          { n: 'core', op: 3, d: {} },
          { n: 'core', op: 6 },
          { n: 'other', op: 3 },
        ],
      ],
      ['peers', { alpha: { name: 'alpha', domain: 'alpha.test' } }],
    ]),
    call: createFunctions(context),
  };
  return evaluate(compileExpression(source), scope);
}

const bytes = (text: unknown): Uint8Array => new Uint8Array(Buffer.from(String(text), 'base64'));

describe('the functions of scenarios', () => {
  it.each(FUNCTION_NAMES.filter((name): name is FunctionName => isFunctionName(name)))(
    '%s: its documented example gives a value',
    (name) => {
      expect(run(FUNCTIONS[name].example)).toBeDefined();
    },
  );

  it('sign the UTF-8 bytes of a text, in the encoding of the dialect', () => {
    const key = createPublicKey(alice.privateKey);
    const message = new TextEncoder().encode('kB7challenge');
    expect(verify(null, message, key, bytes(run('sign(alice, challenge)')))).toBe(true);
    const hex = run('sign(alice, challenge)', { dialect: { ...dialect, signatureEncoding: 'hex' } });
    expect(verify(null, message, key, Buffer.from(String(hex), 'hex'))).toBe(true);
  });

  it('take a signature that begins with a hyphen for no PEM text', () => {
    const signature = Buffer.alloc(64, 7);
    signature[0] = '-'.charCodeAt(0);
    const longer = run(`extended('${signature.toString('base64')}')`);
    expect(Buffer.from(String(longer), 'base64')).toEqual(Buffer.concat([signature, Buffer.alloc(1)]));
  });

  it.each(['base64', 'hex'] as const)('damage %s signatures and keep their encoding', (signatureEncoding) => {
    const changes = { dialect: { ...dialect, signatureEncoding } };
    const decode = (text: unknown) => Buffer.from(String(text), signatureEncoding);
    const whole = decode(run('sign(alice, challenge)', changes));
    const flipped = decode(run('flipBit(sign(alice, challenge))', changes));
    const differing = whole.filter((byte, index) => byte !== flipped[index]);
    expect([flipped.length, differing.length]).toEqual([64, 1]);
    expect(decode(run('truncated(sign(alice, challenge))', changes))).toHaveLength(63);
    expect(decode(run('extended(sign(alice, challenge))', changes))).toHaveLength(65);
    expect(decode(run('malleable(sign(alice, challenge))', changes))).toHaveLength(64);
  });

  it('encode certificates as the dialect says, and damage what is inside', () => {
    const pemDialect = { dialect: { ...dialect, certEncoding: 'base64-pem' as const } };
    const text = pem(alice.idCert ?? new Uint8Array(), 'CERTIFICATE');
    expect(Buffer.from(String(run('alice.idCert', pemDialect)), 'base64').toString()).toBe(text);
    const cut = Buffer.from(String(run('truncated(alice.idCert)', pemDialect)), 'base64').toString();
    expect(cut).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
    expect(bytes(cut.replace(/-----[^-]+-----/g, ''))).toHaveLength((alice.idCert?.length ?? 0) - 1);
  });

  it('certify anew at the home peer: another key, another session, or neither', () => {
    const read = (source: string) => readCertificate(bytes(run(source)));
    const same = read('certify(alice)');
    const newKey = read('certify(alice, {newKey: true})');
    const session = read("certify(alice, {session: 's2'})");
    expect(same.publicKey.bytes).toEqual(alice.publicKeyRaw);
    expect(newKey.publicKey.bytes).not.toEqual(alice.publicKeyRaw);
    expect(JSON.stringify(newKey.subject)).toContain(alice.sessionId);
    expect(JSON.stringify(session.subject)).toContain('"s2"');
    expect(newKey.serial).not.toBe(same.serial);
  });

  it('tell time by the target: whole seconds, spans, decimal strings', () => {
    expect(run('now()')).toBe(1_772_366_400);
    expect(run("at('-1h') - now()")).toBe(-3_600);
    expect(run("unix(at('+2d'))")).toBe('1772539200');
    expect(run('iso(now())')).toBe('2026-03-01T12:00:00.000Z');
  });

  it('tell events apart by opcode, or by what the dialect says', () => {
    expect(run("eventsOf(events, 'newSession')")).toEqual([{ n: 'core', op: 3, d: {} }]);
    const events = { newSession: { path: 'n', equals: 'other' } };
    const other = run("eventsOf(events, 'newSession')", { dialect: { ...dialect, events } });
    expect(other).toEqual([{ n: 'other', op: 3 }]);
  });

  it('take key packages from the fixtures where there are any', () => {
    expect(run('keyPackage()', { keyPackages: ['real'] })).toBe('real');
    const context = contextWith();
    const call = createFunctions(context);
    expect(call('keyPackage', [])).not.toEqual(call('keyPackage', []));
  });

  it("sign messages of the target file's type and payload", () => {
    const inbox = { messageType: 'PING', payload: { n: 1 } };
    expect(run("message(alice, {to: 'bob@home.test'})", { inbox })).toMatchObject({
      type: 'PING',
      from: alice.fid,
      to: 'bob@home.test',
      payload: { n: 1 },
      timestamp: '2026-03-01T12:00:00.500Z',
    });
  });

  it('change the case of ASCII letters only', () => {
    expect(run("upper('aäß')")).toBe('Aäß');
    expect(run("lower('AÄ')")).toBe('aÄ');
    expect(run("swapCase('aBÄ')")).toBe('AbÄ');
  });

  it.each([
    ["sign({name: 'x'}, challenge)", 'sign: argument 1 must be an actor of the scenario, not a map'],
    ["flipBit('not base64!')", 'flipBit: argument 1 is neither Base64 nor PEM'],
    ["malleable('AAAA')", 'malleable: a signature has 64 bytes, this has 3'],
    ["forge(bob, 'expired')", "forge: 'expired' has to be signed by bob's home, which is no peer"],
    ["forge(alice, 'expired', {bye: '2d'})", 'forge: there is no option "bye": it takes session, by'],
    ["forge(alice, 'expired', {key: bob})", 'forge: there is no option "key"'],
    ["csr(bob, 'truncated', {domain: 'x.test'})", 'csr: there is no option "domain"'],
    ["forge(alice, 'expired', {by: 'soon'})", 'forge: the option "by" must be a span such as "2d"'],
    ["forge(alice, 'small-order-key', {point: 'x'})", 'forge: there is no small-order point "x": order-1'],
    ["signSmallOrder(alice.idCert, 'x')", "signSmallOrder: the certificate's key is no small-order point"],
    ['certify(bob)', "certify: bob's home is no peer"],
    ["serialOf('AAAA')", 'serialOf: '],
    ["at('tomorrow')", 'at: "tomorrow" is no span'],
    ["repeat('aaaaaaaa', 9999999)", 'repeat: 79999992 characters are too many'],
    ["hex('abc')", 'hex: expected an even number of hex digits'],
    ['message(alice, {})', 'message: the option "to" is missing'],
    ["rootOf({name: 'nobody'})", 'rootOf: argument 1 must be a peer'],
  ])('%s: says what is wrong', (source, problem) => {
    expect(() => run(source)).toThrow(problem);
  });
});

it('shows actors without their private key, and finds them again', () => {
  const view = actorView(alice, dialect);
  expect(actorOf(view)).toBe(alice);
  expect(actorOf({ ...view })).toBeUndefined();
  expect(Object.keys(view).toSorted()).toEqual(
    ['name', 'fid', 'handle', 'password', 'sessionId', 'publicKey', 'idCert'].toSorted(),
  );
  expect(view.handle).toBe(alice.fid);
});
