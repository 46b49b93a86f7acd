/** Accounts that a target's file lists: lent to one story at a time, and given back as they were found. */

import type { Apis } from '../spec/openapi.ts';
import type { JsonValue } from '../suite/model.ts';
import type { TargetClient } from '../target/client.ts';
import type { Account } from '../target/model.ts';
import { readBody } from '../verdict/answer.ts';
import { PreconditionFailed } from '../verdict/precondition.ts';
import { isRecord, member } from '../verdict/same-value.ts';
import { operationOf } from './environment.ts';
import { httpRequest } from './request.ts';

export interface Loan {
  readonly accounts: readonly Account[];
  /** Sets aliases and keys back as they were when the run began; says what could not be. Never throws. */
  giveBack(): Promise<readonly string[]>;
}

export interface AccountPool {
  /** So many accounts, as soon as they are free. @throws PreconditionFailed when one of them cannot be read. */
  borrow(count: number): Promise<Loan>;
}

/** What others know of somebody; undefined where it is not set. */
interface Identity {
  readonly alias: string | undefined;
  readonly signingKey: string | undefined;
  readonly encryptionKey: string | undefined;
}

interface Waiting {
  readonly count: number;
  readonly serve: (accounts: readonly Account[]) => void;
}

interface Service {
  /** Of its own: accounts are set back even when a run was interrupted. */
  readonly client: Pick<TargetClient, 'send'>;
  readonly apis: Apis;
}

/** Whoever lets an alias go makes it free for the other, who then gets it in the second round. */
const ROUNDS = 2;

export function createAccountPool(accounts: readonly Account[], service: Service): AccountPool {
  const found = new Map<Account, Identity>();
  let free = [...accounts];
  let waiting: readonly Waiting[] = [];

  const serveNext = (): void => {
    const [next, ...rest] = waiting;
    if (next === undefined || next.count > free.length) return;
    const lent = free.slice(0, next.count);
    free = free.slice(next.count);
    waiting = rest;
    next.serve(lent);
    serveNext();
  };
  const release = (lent: readonly Account[]): void => {
    free = [...free, ...lent];
    serveNext();
  };

  return {
    async borrow(count) {
      const lent = await new Promise<readonly Account[]>((serve) => {
        waiting = [...waiting, { count, serve }];
        serveNext();
      });
      try {
        for (const account of lent) {
          if (!found.has(account)) found.set(account, await readIdentity(account, service));
        }
      } catch (error) {
        release(lent);
        throw error;
      }
      return {
        accounts: lent,
        giveBack: async () => {
          const lost = await restoreAll(lent, found, service);
          release(lent);
          return lost;
        },
      };
    },
  };
}

async function restoreAll(
  accounts: readonly Account[],
  found: ReadonlyMap<Account, Identity>,
  service: Service,
): Promise<readonly string[]> {
  let problems: readonly string[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    problems = [];
    for (const account of accounts) {
      const before = found.get(account);
      if (before === undefined) continue;
      await restore(account, before, service).catch((error: unknown) => {
        problems = [...problems, reasonOf(error)];
      });
    }
    if (problems.length === 0) break;
  }
  return problems;
}

/** What is not set cannot be made so again: no route takes an alias or a key away. */
async function restore(account: Account, before: Identity, service: Service): Promise<void> {
  const now = await readIdentity(account, service);
  const { alias, signingKey, encryptionKey } = before;
  if (alias !== undefined && now.alias !== alias) {
    await send('updateAlias', account, { alias }, service);
  }
  const areKeysSet = signingKey !== undefined && encryptionKey !== undefined;
  if (areKeysSet && (now.signingKey !== signingKey || now.encryptionKey !== encryptionKey)) {
    await send('updateKeys', account, { signingKey, encryptionKey }, service);
  }
}

async function readIdentity(account: Account, service: Service): Promise<Identity> {
  const body = await send('getIdentity', account, undefined, service);
  const text = (name: string): string | undefined => {
    const value = isRecord(body) ? member(body, name) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const handle = text('handle');
  return {
    alias: handle?.slice(0, Math.max(0, handle.lastIndexOf('@'))),
    signingKey: text('signingKey'),
    encryptionKey: text('encryptionKey'),
  };
}

async function send(
  operationId: string,
  { token }: Account,
  body: Readonly<Record<string, JsonValue>> | undefined,
  { apis, client }: Service,
): Promise<unknown> {
  const operation = operationOf({ apis }, operationId);
  const draft = { path: {}, query: {}, headers: {}, ...(body === undefined ? {} : { body }) };
  const { response, failure } = await client.send(httpRequest(operation, draft, token));
  if (response !== undefined && operation.accepts(response.status)) {
    return readBody(response.bytes, 'json').body;
  }
  const answer = response === undefined ? (failure?.message ?? 'no answer') : `status ${response.status}`;
  throw new PreconditionFailed(`a listed account: ${operationId} was answered with ${answer}`);
}

function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `a listed account could not be set back as it was: ${reason}`;
}
