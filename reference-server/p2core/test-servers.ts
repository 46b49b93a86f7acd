/** For tests only: reference servers that end with the test, and what most tests do with them first. */

import supertest from 'supertest';
import { onTestFinished } from 'vitest';
import { createReferenceServer, type ReferenceServer, type ReferenceServerOptions } from '../index.ts';
import { signingRequest, type TestActor, testActor } from './test-client.ts';

export interface TestServer {
  readonly server: ReferenceServer;
  readonly client: ReturnType<typeof supertest>;
}

export const PASSWORD = 'correct horse';

export async function startServer(options: Partial<ReferenceServerOptions> = {}): Promise<TestServer> {
  const server = await createReferenceServer({ domain: 'home.test', ...options });
  onTestFinished(() => server.close());
  return { server, client: supertest(server.app.server) };
}

export interface Member {
  readonly actor: TestActor;
  readonly token: string;
  readonly idCert: string;
}

/** An actor with one session at home. */
export async function register({ client, server }: TestServer, name = 'alice'): Promise<Member> {
  await client.post('/p2core/register').send({ actor_name: name, password: PASSWORD }).expect(201);
  return trust({ client, server }, testActor(name, server.domain));
}

/** One more session of an actor that is registered. */
export async function trust({ client }: TestServer, actor: TestActor): Promise<Member> {
  const answer = await client
    .post('/p2core/session/trust')
    .send({ actor_name: actor.name, password: PASSWORD, csr: signingRequest(actor) });
  if (answer.status !== 201) throw new Error(`no session: ${answer.status} ${answer.text}`);
  return { actor, token: answer.body.token, idCert: answer.body.id_cert };
}

export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}

/** A clock that tests move by hand; it starts at a whole second. */
export function handClock(): { now(): Date; advance(seconds: number): void } {
  let now = Date.now() - (Date.now() % 1000);
  return {
    now: () => new Date(now),
    advance: (seconds) => {
      now += seconds * 1000;
    },
  };
}
