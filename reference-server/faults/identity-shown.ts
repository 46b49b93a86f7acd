/** Faults of what a user is shown of itself, and of who may ask (XI-ID, XI-AL-04, XI-KEY-04). */

import type { PublishedKeys } from '../behaviour/discovery.ts';
import type { JsonObject } from '../behaviour/facts.ts';
import { isObject } from '../behaviour/json-shapes.ts';
import { answeringOf, type Change, deciding, together, withMembers } from './change.ts';
import type { Fault } from './fault.ts';

const operations = ['getIdentity'];
const locked = ['getIdentity', 'updateAlias', 'updateKeys'];
const TOKEN_CHARACTERS = 43;

export const identityShownFaults: readonly Fault[] = [
  {
    id: 'identity.opens-to-everybody',
    title: 'Without a token the identity of some user is shown',
    breaks: ['XI-ID-02', 'XI-ID-05'],
    operations,
    effect: 'Anybody learns who is registered here.',
    apply: openTo('getIdentity', ({ token }) => token === ''),
  },
  {
    id: 'identity.answers-empty-without-token',
    title: 'Without a token an identity in which nothing is set is answered with 200',
    breaks: ['XI-ID-02', 'XI-ID-05'],
    operations,
    effect: 'Clients whose session ended believe that all their keys are gone.',
    apply: answeringOf('getIdentity', 401, () => ({
      status: 200,
      body: { handle: null, signingKey: null, encryptionKey: null, domain: null },
    })),
  },
  {
    id: 'identity.discloses-in-refusal',
    title: 'The refusal without a token shows the identity that was asked for last',
    breaks: ['XI-ID-02'],
    operations,
    effect: 'Whoever asks at the right moment learns what somebody else was shown.',
    apply: (behaviour) => disclosingLast()(behaviour),
  },
  {
    id: 'identity.refuses-with-400',
    title: 'Without a token the refusal is 400',
    breaks: ['XI-ID-05'],
    operations,
    effect: 'Clients do not notice that they have to log in.',
    apply: answeringOf('getIdentity', 401, (answer) => ({ ...answer, status: 400 })),
  },
  {
    id: 'identity.accepts-any-token',
    title: 'A token that nobody was given shows the identity of some user',
    breaks: ['XI-ID-02', 'XI-ID-05'],
    operations,
    effect: 'Whoever makes up a token is let in as somebody.',
    apply: openTo('getIdentity', ({ token }) => token !== ''),
  },
  {
    id: 'alias.renames-without-token',
    title: 'Without a token some user is renamed',
    breaks: ['XI-AL-04'],
    operations: ['updateAlias'],
    effect: 'Anybody can take somebody else out of reach.',
    apply: openTo('updateAlias', ({ token }) => token === ''),
  },
  {
    id: 'alias.accepts-any-token',
    title: 'With a token that nobody was given some user is renamed',
    breaks: ['XI-AL-04'],
    operations: ['updateAlias'],
    effect: 'Whoever makes up a token can rename others.',
    apply: openTo('updateAlias', ({ token }) => token !== ''),
  },
  {
    id: 'keys.replaces-without-token',
    title: "Without a token some user's keys are replaced",
    breaks: ['XI-KEY-04'],
    operations: ['updateKeys'],
    effect: 'Anybody can sign in the name of others, and read what is meant for them.',
    apply: openTo('updateKeys', ({ token }) => token === ''),
  },
  {
    id: 'keys.accepts-any-token',
    title: "With a token that nobody was given some user's keys are replaced",
    breaks: ['XI-KEY-04'],
    operations: ['updateKeys'],
    effect: 'Whoever makes up a token can sign in the name of others.',
    apply: openTo('updateKeys', ({ token }) => token !== ''),
  },
  {
    id: 'identity.compares-beginning-of-token',
    title: 'Only as many characters of a token are compared as tokens have',
    breaks: ['XI-ID-02', 'XI-AL-04', 'XI-KEY-04'],
    operations: locked,
    effect: 'What a proxy adds to a token goes unnoticed, and a token has many spellings.',
    apply: deciding('access', ({ readToken }) => ({
      readToken: (header) => readToken(header)?.slice(0, TOKEN_CHARACTERS),
    })),
  },
  {
    id: 'identity.takes-handle-for-token',
    title: "A user's handle is taken for its token",
    breaks: ['XI-ID-02', 'XI-AL-04', 'XI-KEY-04'],
    operations: locked,
    effect: 'Whoever knows a name is let in as its owner.',
    apply: deciding('access', ({ whose }) => ({
      whose: (lookup) => whose(lookup) ?? [...lookup.all()].find(({ fid }) => fid === lookup.token),
    })),
  },
  {
    id: 'identity.accepts-basic-scheme',
    title: 'The name in basic authentication is enough',
    breaks: ['XI-ID-02', 'XI-AL-04', 'XI-KEY-04'],
    operations: locked,
    effect: 'A leftover of an old way to log in lets everybody in.',
    apply: deciding('access', ({ readToken, whose }) => ({
      readToken: (header) => readToken(header) ?? basicName(header),
      whose: (lookup) => whose(lookup) ?? [...lookup.all()].find(({ fid }) => fid === lookup.token),
    })),
  },
  {
    id: 'identity.shows-somebody-else',
    title: 'Everybody is shown the identity of the user who registered first',
    breaks: ['XI-ID-04', 'XI-ID-03'],
    operations,
    effect: 'Users act under the name of another.',
    apply: deciding('access', ({ whose }) => ({
      whose: (lookup) => {
        const found = whose(lookup);
        return found && lookup.operation === 'getIdentity' ? [...lookup.all()][0] : found;
      },
    })),
  },
  {
    id: 'identity.shows-keys-published-last',
    title: 'Everybody is shown the keys that were published last, by whomever',
    breaks: ['XI-ID-04'],
    operations: ['getIdentity', 'updateKeys'],
    effect: 'Users believe that their keys were replaced, and replace them in turn.',
    apply: (behaviour) => showingLastKeys()(behaviour),
  },
  {
    id: 'identity.leaves-out-what-is-unset',
    title: 'Members that are not set are left out instead of being null',
    breaks: ['XI-GEN-01', 'XI-ID-01'],
    operations,
    effect: 'Typed clients cannot read the identity of a new user.',
    apply: answeringOf('getIdentity', 200, ({ body, ...answer }) => ({
      ...answer,
      body: isObject(body)
        ? Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
        : body,
    })),
  },
  {
    id: 'identity.names-no-domain',
    title: 'The identity has no `domain`',
    breaks: ['XI-GEN-01', 'XI-ID-01'],
    operations,
    effect: 'Clients cannot tell where their user is at home.',
    apply: answeringOf('getIdentity', 200, ({ body, ...answer }) => {
      const { domain, ...rest } = isObject(body) ? body : {};
      return { ...answer, body: rest };
    }),
  },
  {
    id: 'identity.shows-alias-as-handle',
    title: 'The handle is the alias without its domain',
    breaks: ['XI-ID-01', 'XI-ID-03', 'XI-AL-01'],
    operations,
    effect: 'Users give their friends an address that leads nowhere.',
    apply: answeringOf('getIdentity', 200, (answer) =>
      withMembers(answer, ({ handle }) => ({
        handle: typeof handle === 'string' ? (handle.split('@')[0] ?? null) : null,
      })),
    ),
  },
  {
    id: 'identity.remembers-first-answer',
    title: 'The identity is computed once and shown for ever',
    breaks: ['XI-ID-03', 'XI-AL-01', 'XI-KEY-01'],
    operations,
    effect: 'Users never see that a change was made, and make it again and again.',
    apply: deciding('discovery', ({ identityDocument }) => {
      const shown = new Map<string, ReturnType<typeof identityDocument>>();
      return {
        identityDocument: (identity, domain) => {
          const document = shown.get(identity.owner) ?? identityDocument(identity, domain);
          shown.set(identity.owner, document);
          return document;
        },
      };
    }),
  },
  {
    id: 'identity.confuses-keys',
    title: 'The identity shows each key under the name of the other',
    breaks: ['XI-ID-03', 'XI-KEY-01'],
    operations,
    effect: 'Clients that check their keys find them wrong and publish them again, for ever.',
    apply: answeringOf('getIdentity', 200, (answer) =>
      withMembers(answer, ({ signingKey = null, encryptionKey = null }) => ({
        signingKey: encryptionKey,
        encryptionKey: signingKey,
      })),
    ),
  },
];

/** The first session that there is stands in for a caller whom nobody knows. */
function openTo(operation: string, isLetIn: (caller: { readonly token: string }) => boolean): Change {
  return deciding('access', ({ needsToken, whose }) => ({
    needsToken: (asked) => needsToken(asked) && !(asked === operation && isLetIn({ token: '' })),
    whose: (lookup) => {
      const found = whose(lookup);
      if (found || lookup.operation !== operation || !isLetIn(lookup)) return found;
      return [...lookup.all()].at(-1);
    },
  }));
}

function basicName(header: string | undefined): string | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(header ?? '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString().split(':')[0];
}

function disclosingLast(): Change {
  let last: JsonObject = {};
  return together(
    answeringOf('getIdentity', 200, (answer) => {
      if (isObject(answer.body)) last = answer.body;
      return answer;
    }),
    answeringOf('getIdentity', 401, (answer) => withMembers(answer, () => last)),
  );
}

function showingLastKeys(): Change {
  let last: PublishedKeys | undefined;
  return deciding('discovery', ({ identityDocument, keysAfterUpdate }) => ({
    keysAfterUpdate: (wanted, current) => {
      last = keysAfterUpdate(wanted, current);
      return last;
    },
    identityDocument: (identity, domain) =>
      identityDocument(identity.keys && last ? { ...identity, keys: last } : identity, domain),
  }));
}
