/** `getIdentity`, `updateAlias`, `updateKeys`: what a user does about its own identity (XI-ID, XI-AL, XI-KEY). */

import { authenticate } from '../authentication.ts';
import type { Route } from '../context.ts';
import { formatHandle } from '../protocol/handle.ts';
import { claimAlias, identityOf } from '../user-directory.ts';
import { refuse } from './refuse.ts';

export const getIdentity: Route = {
  operation: 'getIdentity',
  method: 'GET',
  path: '/users/me/identity',
  isPureRead: true,
  handle: (context, call) => {
    const { fid } = authenticate(context, call, 'getIdentity');
    const { behaviour, settings } = context;
    return behaviour.discovery.identityDocument(identityOf(context, fid), settings.domain);
  },
};

export const updateAlias: Route = {
  operation: 'updateAlias',
  method: 'PATCH',
  path: '/users/me/alias',
  handle: async (context, call) => {
    const { fid } = authenticate(context, call, 'updateAlias');
    const { behaviour, settings } = context;
    const alias = behaviour.alias.readAlias(call.body);
    if (alias === undefined) return refuse(context, 'malformed-alias');
    if (!behaviour.alias.isAcceptableAlias(alias)) return refuse(context, 'unfit-alias');
    if (!(await claimAlias(context, alias, fid))) return refuse(context, 'alias-taken');
    return behaviour.alias.answerClaim(alias, formatHandle({ alias, domain: settings.domain }));
  },
};

export const updateKeys: Route = {
  operation: 'updateKeys',
  method: 'PUT',
  path: '/users/me/keys',
  handle: (context, call) => {
    const { fid } = authenticate(context, call, 'updateKeys');
    const { discovery } = context.behaviour;
    const { aliases } = context.store;
    const current = aliases.keysOf(fid);
    const keys = discovery.readKeys(call.body, current);
    if (keys === undefined) return refuse(context, 'malformed-keys');
    const { signingKey, encryptionKey } = keys;
    if (![signingKey, encryptionKey].every(discovery.isAcceptableKey)) return refuse(context, 'unfit-keys');
    aliases.setKeys(fid, discovery.keysAfterUpdate(keys, current));
    return discovery.answerKeyUpdate();
  },
};
