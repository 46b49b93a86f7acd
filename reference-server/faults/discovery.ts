/** Faults of published keys and of the discovery document (XI-KEY-01 to -03, XI-DSC); peers have them too. */

import type { PublishedKeys } from '../behaviour/discovery.ts';
import type { JsonObject } from '../behaviour/facts.ts';
import { isArray, isObject } from '../behaviour/json-shapes.ts';
import { answeringOf, type Change, deciding, together, withMembers } from './change.ts';
import type { Fault } from './fault.ts';

const operations = ['updateKeys'];
const shown = ['updateKeys', 'resolveAlias'];
const found = ['resolveAlias'];
const NAME_LENGTH = 20;
/** The neutral element, under which everybody can sign (specs/vectors/ed25519-edge-cases.json). */
const WEAK_KEY = Buffer.from('01'.padEnd(64, '0'), 'hex').toString('base64');

export const discoveryFaults: readonly Fault[] = [
  {
    id: 'keys.never-replaced',
    title: 'Keys that were published once are never replaced',
    breaks: ['XI-KEY-01', 'XI-ID-03'],
    operations: shown,
    effect: 'A stolen key stays valid for ever.',
    apply: deciding('discovery', () => ({ keysAfterUpdate: (wanted, current) => current ?? wanted })),
  },
  {
    id: 'keys.encryption-key-never-replaced',
    title: 'Only the signing key is replaced',
    breaks: ['XI-KEY-01', 'XI-ID-03'],
    operations: shown,
    effect: 'Others go on encrypting for a key that its owner has thrown away.',
    apply: deciding('discovery', () => ({
      keysAfterUpdate: (wanted, current) => ({
        ...wanted,
        encryptionKey: current?.encryptionKey ?? wanted.encryptionKey,
      }),
    })),
  },
  {
    id: 'keys.written-for-urls',
    title: 'Keys are shown in the alphabet for URLs and without padding',
    breaks: ['XI-KEY-01', 'XI-DSC-01', 'XI-ID-03'],
    operations: shown,
    effect: 'Strict readers take them for malformed.',
    apply: deciding('discovery', () => ({
      keysAfterUpdate: ({ signingKey, encryptionKey }) => ({
        signingKey: Buffer.from(signingKey, 'base64').toString('base64url'),
        encryptionKey: Buffer.from(encryptionKey, 'base64').toString('base64url'),
      }),
    })),
  },
  {
    id: 'keys.accepts-half',
    title: 'A key that is not given stays as it is',
    breaks: ['XI-KEY-02'],
    operations,
    effect: 'A client that lost a key leaves its user with a pair that does not fit.',
    apply: readingKeys((body, current) => ({ ...current, ...body })),
  },
  {
    id: 'keys.takes-numbers',
    title: 'A key that is a number is taken for its digits',
    breaks: ['XI-KEY-02'],
    operations,
    effect: 'A slip in a client becomes the key of its user.',
    apply: together(
      readingKeys((body) =>
        Object.fromEntries(
          Object.entries(body).map(([name, value]) => [
            name,
            typeof value === 'number' ? String(value) : value,
          ]),
        ),
      ),
      acceptingKeys((text) => /^\d+$/.test(text)),
    ),
  },
  {
    id: 'keys.takes-first-of-list',
    title: 'Of a list of keys the first is taken',
    breaks: ['XI-KEY-02'],
    operations,
    effect: 'Others are shown another key than the one that the client checks.',
    apply: readingKeys((body) =>
      Object.fromEntries(
        Object.entries(body).map(([name, value]) => [name, isArray(value) ? (value[0] ?? null) : value]),
      ),
    ),
  },
  {
    id: 'keys.cleared-by-null',
    title: 'A key that is null is taken away',
    breaks: ['XI-KEY-02'],
    operations,
    effect: 'A client that has not loaded its key yet takes its user out of reach.',
    apply: together(
      readingKeys((body) =>
        Object.fromEntries(Object.entries(body).map(([name, value]) => [name, value ?? ''])),
      ),
      acceptingKeys((text) => text === ''),
    ),
  },
  {
    id: 'keys.accepts-any-text',
    title: 'Any text may be published as a key',
    breaks: ['XI-KEY-03'],
    operations,
    effect: 'Nobody can verify what that user signs, and nobody tells it why.',
    apply: acceptingKeys(() => true),
  },
  {
    id: 'keys.accepts-any-length',
    title: 'Keys of any number of bytes may be published',
    breaks: ['XI-KEY-03'],
    operations,
    effect: 'A key that was cut off in a form is published, and useless.',
    apply: acceptingKeys((text) => text !== '' && Buffer.from(text, 'base64').toString('base64') === text),
  },
  {
    id: 'keys.checks-signing-key-only',
    title: 'The encryption key may be any text',
    breaks: ['XI-KEY-03'],
    operations,
    effect: 'Others cannot encrypt for that user.',
    apply: deciding('discovery', ({ isAcceptableKey, readKeys }) => {
      const notChecked = new Set<string>();
      return {
        readKeys: (body, current) => {
          const keys = readKeys(body, current);
          if (keys) notChecked.add(keys.encryptionKey);
          return keys;
        },
        isAcceptableKey: (text) => notChecked.has(text) || isAcceptableKey(text),
      };
    }),
  },
  {
    id: 'discovery.remembers-first-answer',
    title: 'The document of a handle is computed once and shown for ever',
    breaks: ['XI-KEY-01', 'XI-AL-09'],
    operations: shown,
    effect: 'Others verify with a key that its owner has replaced, and encrypt for it.',
    apply: deciding('discovery', ({ discoveryDocument }) => {
      const known = new Map<string, ReturnType<typeof discoveryDocument>>();
      return {
        discoveryDocument: (identity, inbox) => {
          const handle = identity.handle ?? '';
          const document = known.get(handle) ?? discoveryDocument(identity, inbox);
          known.set(handle, document);
          return document;
        },
      };
    }),
  },
  {
    id: 'discovery.confuses-keys',
    title: 'Discovery shows each key under the name of the other',
    breaks: ['XI-KEY-01', 'XI-DSC-01'],
    operations: found,
    effect: 'No signature of anybody here verifies elsewhere.',
    apply: showing(({ signingKey = null, encryptionKey = null }) => ({
      signingKey: encryptionKey,
      encryptionKey: signingKey,
    })),
  },
  {
    id: 'discovery.inbox-is-relative',
    title: '`inbox` is a path instead of a URL',
    breaks: ['XI-DSC-01'],
    operations: found,
    effect: 'Other servers look for the inbox at home and find none.',
    apply: showing(() => ({ inbox: '/federation/inbox' })),
  },
  {
    id: 'discovery.inbox-leads-elsewhere',
    title: '`inbox` names a route that takes no messages',
    breaks: ['XI-DSC-01'],
    operations: found,
    effect: 'Every message to users of this server is lost.',
    apply: showing(({ inbox }) => ({ inbox: String(inbox).replace('/federation/inbox', '/inbox') })),
  },
  {
    id: 'discovery.leaves-out-encryption-key',
    title: 'The document has no `encryptionKey`',
    breaks: ['XI-DSC-01', 'XI-KEY-01'],
    operations: found,
    effect: 'Nobody can encrypt for users of this server.',
    apply: leavingOut('encryptionKey'),
  },
  {
    id: 'discovery.leaves-out-signing-key',
    title: 'The document has no `signingKey`',
    breaks: ['XI-DSC-01', 'XI-KEY-01'],
    operations: found,
    effect: 'No message of users of this server can be verified.',
    apply: leavingOut('signingKey'),
  },
  {
    id: 'discovery.leaves-out-handle',
    title: 'The document has no `handle`',
    breaks: ['XI-DSC-01'],
    operations: found,
    effect: 'Other servers cannot check whom the document speaks of.',
    apply: leavingOut('handle'),
  },
  {
    id: 'discovery.signing-key-null',
    title: '`signingKey` is null although there is one',
    breaks: ['XI-GEN-01', 'XI-DSC-01', 'XI-KEY-01'],
    operations: found,
    effect: 'A server that takes null for "any key" believes everybody.',
    apply: showing(() => ({ signingKey: null })),
  },
  {
    id: 'discovery.signing-key-short',
    title: '`signingKey` has 31 bytes',
    breaks: ['XI-KEY-01', 'XI-DSC-01'],
    operations: found,
    effect: 'Servers that do not look at the length break on the key, or fill it up.',
    apply: showing(({ signingKey }) => ({
      signingKey: Buffer.from(String(signingKey), 'base64').subarray(1).toString('base64'),
    })),
  },
  {
    id: 'discovery.signing-key-garbled',
    title: '`signingKey` is no Base64',
    breaks: ['XI-KEY-01', 'XI-DSC-01'],
    operations: found,
    effect: 'Servers that skip what they cannot decode verify with another key.',
    apply: showing(() => ({ signingKey: 'this is *no* key' })),
  },
  {
    id: 'discovery.serves-weak-key',
    title: '`signingKey` is a key under which everybody can sign',
    breaks: ['XI-KEY-01', 'XI-DSC-01'],
    operations: found,
    effect: 'Whoever believes it believes everybody.',
    apply: showing(() => ({ signingKey: WEAK_KEY })),
  },
  {
    id: 'discovery.handle-of-another',
    title: 'The document names another handle than the one that was asked for',
    breaks: ['XI-DSC-01', 'XI-AL-01'],
    operations: found,
    effect: 'One user of a server passes for another.',
    apply: showing(({ handle }) => ({ handle: `not-${String(handle)}` })),
  },
  {
    id: 'discovery.needs-token',
    title: 'Only users of this server are told about its users',
    breaks: ['XI-DSC-01'],
    operations: found,
    effect: 'No other server can verify or write anything.',
    apply: deciding('access', ({ needsToken }) => ({
      needsToken: (operation) => operation === 'resolveAlias' || needsToken(operation),
    })),
  },
  {
    id: 'discovery.knows-everybody',
    title: 'An unknown alias is answered with 200 and a document without keys',
    breaks: ['XI-DSC-02'],
    operations: found,
    effect: 'Other servers offer their users people who do not exist.',
    apply: answeringOf('resolveAlias', 404, () => ({
      status: 200,
      body: { handle: null, signingKey: null, encryptionKey: null, inbox: null },
    })),
  },
  {
    id: 'discovery.refuses-unknown-with-400',
    title: 'An unknown alias is answered with 400',
    breaks: ['XI-DSC-02', 'XI-AL-05'],
    operations: found,
    effect: 'Other servers take a missing user for a slip of their own, and never forget it.',
    apply: answeringOf('resolveAlias', 404, (answer) => ({ ...answer, status: 400 })),
  },
  {
    id: 'discovery.compares-beginning-of-alias',
    title: 'Only the first 20 characters of an alias are looked up',
    breaks: ['XI-DSC-02'],
    operations: found,
    effect: 'A made-up name leads to a user who never had it.',
    apply: deciding('alias', ({ ownerOf }) => ({
      ownerOf: (asked, register) => ownerOf(asked.slice(0, NAME_LENGTH), register),
    })),
  },
  {
    id: 'discovery.shows-e-mail',
    title: 'The document shows the e-mail address of the user',
    breaks: ['XI-DSC-03'],
    operations: found,
    effect: 'Anybody can collect the addresses of all users.',
    apply: showing(({ handle }) => ({ email: handle ?? null })),
  },
  {
    id: 'discovery.shows-token',
    title: 'The document holds a token of the user among its details',
    breaks: ['XI-DSC-03'],
    operations: found,
    effect: 'Anybody can act as any user.',
    apply: (behaviour) => {
      const tokens = new Map<string, string>();
      return together(
        deciding('session', ({ token }) => ({
          token: (source) => {
            const given = token(source);
            tokens.set(source.fid, given);
            return given;
          },
        })),
        deciding('discovery', ({ discoveryDocument }) => ({
          discoveryDocument: (identity, inbox) => {
            const document = discoveryDocument(identity, inbox);
            return { ...document, body: { ...document.body, debug: tokens.get(identity.owner) ?? null } };
          },
        })),
      )(behaviour);
    },
  },
];

function showing(change: (document: JsonObject) => JsonObject): Change {
  return answeringOf('resolveAlias', 200, (answer) => withMembers(answer, change));
}

function leavingOut(name: string): Change {
  return answeringOf('resolveAlias', 200, (answer) => ({
    ...answer,
    body: isObject(answer.body)
      ? Object.fromEntries(Object.entries(answer.body).filter(([member]) => member !== name))
      : answer.body,
  }));
}

function readingKeys(change: (body: JsonObject, current: PublishedKeys | undefined) => JsonObject): Change {
  return deciding('discovery', ({ readKeys }) => ({
    readKeys: (body, current) => readKeys(isObject(body) ? change(body, current) : body, current),
  }));
}

function acceptingKeys(isAlsoAcceptable: (text: string) => boolean): Change {
  return deciding('discovery', ({ isAcceptableKey }) => ({
    isAcceptableKey: (text) => isAlsoAcceptable(text) || isAcceptableKey(text),
  }));
}
