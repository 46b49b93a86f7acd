import supertest from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import { createReferenceServer, type ReferenceServer } from '../index.ts';

let server: ReferenceServer | undefined;
const now = new Date('2026-03-01T12:00:00.750Z');

afterEach(() => server?.close());

async function start() {
  server = await createReferenceServer({
    domain: 'home.test',
    clock: { now: () => now },
    challengeLifetimeSeconds: 90,
  });
  return supertest(server.app.server);
}

describe('getChallenge', () => {
  it('gives 64 letters and digits and the second at which they expire', async () => {
    const client = await start();
    const { status, body, headers } = await client.get('/p2core/challenge');
    expect(status).toBe(200);
    expect(body.challenge).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(body.lifetime_unix).toBe(String(Math.floor(now.getTime() / 1000) + 90));
    expect(headers['cache-control']).toBe('no-store');
  });

  it('never gives the same twice', async () => {
    const client = await start();
    const answers = await Promise.all(Array.from({ length: 50 }, () => client.get('/p2core/challenge')));
    expect(new Set(answers.map(({ body }) => body.challenge)).size).toBe(50);
  });

  it('gives the same again where clock and randomness are the same', async () => {
    const texts: string[] = [];
    for (let run = 0; run < 2; run += 1) {
      const fixed = await createReferenceServer({
        domain: 'home.test',
        clock: { now: () => now },
        randomness: { bytes: (count) => new Uint8Array(count).fill(7) },
      });
      texts.push((await supertest(fixed.app.server).get('/p2core/challenge')).body.challenge);
      await fixed.close();
    }
    expect(texts[0]).toBe(texts[1]);
  });
});
