import { describe, expect, it } from 'vitest';
import { issueCertificate } from '../protocol/certificate-encoding.ts';
import { parseCertificate } from '../protocol/certificate-parsing.ts';
import { actorName, domainName } from '../protocol/distinguished-name.ts';
import { keyPairFromSeed } from '../protocol/ed25519.ts';
import { EventQueues } from './event-queues.ts';
import { type Session, Sessions } from './sessions.ts';

const keys = keyPairFromSeed(new Uint8Array(32));
const certificate = parseCertificate(
  issueCertificate(
    {
      version: 3,
      serial: Uint8Array.of(1),
      issuer: domainName('home.test'),
      subject: actorName('alice', 'home.test', 's1'),
      notBefore: new Date(0),
      notAfter: new Date(1e12),
      publicKey: keys.publicKey,
    },
    keys.privateKey,
  ),
);

function sessionOf(sessionId: string): Session {
  if (!certificate) throw new Error('the certificate of this test is unreadable');
  return { kind: 'foreign', fid: 'alice@home.test', sessionId, certificate, openedAt: new Date(0) };
}

describe('the store of sessions', () => {
  it('keeps sixteen tokens of a session', () => {
    const sessions = new Sessions();
    const session = sessions.open(sessionOf('s1'));
    for (let index = 0; index <= 16; index += 1) sessions.addToken(session, `t${index}`);
    expect(sessions.byToken('t0')).toBeUndefined();
    expect(sessions.byToken('t1')?.session).toBe(session);
    expect(sessions.byToken('t16')?.session).toBe(session);
  });

  it('lets a new session take the place of a revoked one, and its tokens go', () => {
    const sessions = new Sessions();
    const old = sessions.open(sessionOf('s1'));
    sessions.addToken(old, 'old');
    old.revokedAt = new Date(1);
    expect(sessions.byToken('old')?.session).toBe(old);
    const fresh = sessions.open(sessionOf('s1'));
    expect(sessions.ofActor('alice@home.test')).toEqual([fresh]);
    expect(sessions.byToken('old')).toBeUndefined();
  });

  it('refuses more than 256 of one actor', () => {
    const sessions = new Sessions();
    for (let index = 0; index < 256; index += 1) sessions.open(sessionOf(`s${index}`));
    expect(() => sessions.open(sessionOf('one more'))).toThrow('too-many');
  });

  it('keeps the latest 1,000 events of a session', () => {
    const queues = new EventQueues();
    const session = sessionOf('s1');
    for (let index = 0; index <= 1000; index += 1) queues.push(session, { n: 'core', op: 3, d: null });
    const waiting = queues.waiting(session);
    expect(waiting).toHaveLength(1000);
    expect(waiting[0]?.s).toBe(1);
    expect(waiting.at(-1)?.s).toBe(1000);
  });
});
