import { beforeAll, describe, expect, it } from 'vitest';
import { type Apis, loadApis } from '../spec/openapi.ts';
import type { HttpRequest } from '../target/client.ts';
import type { Account } from '../target/model.ts';
import type { Observation } from '../verdict/answer.ts';
import { type AccountPool, createAccountPool } from './accounts.ts';

interface User {
  alias: string | null;
  signingKey: string | null;
  encryptionKey: string | null;
}

let apis: Apis;
const accounts: readonly Account[] = [{ token: 'first' }, { token: 'second' }];

beforeAll(async () => {
  apis = await loadApis();
});

/** A target that keeps two users in memory, and gives an alias to one of them only. */
function startTarget(): { readonly users: Map<string, User>; readonly pool: AccountPool } {
  const users = new Map<string, User>([
    ['first', { alias: 'anna', signingKey: 'k1', encryptionKey: 'e1' }],
    ['second', { alias: 'berta', signingKey: null, encryptionKey: null }],
  ]);
  const answer = (status: number, body: object): Observation => ({
    response: { status, headers: {}, bytes: new TextEncoder().encode(JSON.stringify(body)) },
    exchange: {
      request: { method: 'GET', url: '', headers: {} },
      startedAt: '2026-01-01T00:00:00Z',
      durationMs: 0,
    },
  });
  const send = async ({ operation, headers, body }: HttpRequest): Promise<Observation> => {
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    const user = users.get(token);
    if (user === undefined) return answer(401, { message: 'who are you' });
    const { alias, ...keys } = user;
    if (operation === 'getIdentity') {
      return answer(200, {
        handle: alias === null ? null : `${alias}@home.test`,
        ...keys,
        domain: 'home.test',
      });
    }
    const wanted: Partial<User> = JSON.parse(new TextDecoder().decode(body));
    const isTaken = [...users].some(([other, { alias: held }]) => other !== token && held === wanted.alias);
    if (operation === 'updateAlias' && isTaken) return answer(409, { message: 'taken' });
    users.set(token, { ...user, ...wanted });
    return answer(200, {});
  };
  return { users, pool: createAccountPool(accounts, { apis, client: { send } }) };
}

describe('listed accounts', () => {
  it('are given back with the alias and the keys that they had', async () => {
    const { pool, users } = startTarget();
    const before = structuredClone([...users]);
    const loan = await pool.borrow(2);
    users.set('first', { alias: 'clara', signingKey: 'k2', encryptionKey: 'e2' });
    expect(await loan.giveBack()).toEqual([]);
    expect([...users]).toEqual(before);
  });

  it('get back an alias that the other has taken meanwhile', async () => {
    const { pool, users } = startTarget();
    const loan = await pool.borrow(2);
    users.set('first', { alias: 'clara', signingKey: 'k1', encryptionKey: 'e1' });
    users.set('second', { alias: 'anna', signingKey: null, encryptionKey: null });
    expect(await loan.giveBack()).toEqual([]);
    expect([...users.values()].map(({ alias }) => alias)).toEqual(['anna', 'berta']);
  });

  it('say so when they cannot be set back', async () => {
    const { pool, users } = startTarget();
    const loan = await pool.borrow(1);
    users.delete('first');
    expect(await loan.giveBack()).toEqual([
      'a listed account could not be set back as it was: a listed account: getIdentity was answered with status 401',
    ]);
  });

  it('are lent to one story at a time, in the order of asking', async () => {
    const { pool } = startTarget();
    const order: string[] = [];
    const first = await pool.borrow(1);
    const both = pool.borrow(2).then(async (loan) => {
      order.push('both');
      await loan.giveBack();
    });
    const last = pool.borrow(1).then(async (loan) => {
      order.push('last');
      await loan.giveBack();
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([]);
    await first.giveBack();
    await Promise.all([both, last]);
    expect(order).toEqual(['both', 'last']);
  });

  it('are free again after one of them could not be read', async () => {
    const { pool, users } = startTarget();
    const first = users.get('first');
    users.delete('first');
    await expect(pool.borrow(2)).rejects.toThrow('getIdentity was answered with status 401');
    if (first !== undefined) users.set('first', first);
    expect((await pool.borrow(2)).accounts).toHaveLength(2);
  });
});
