/** All routes of external-identity. */

import type { Route } from '../context.ts';
import { getIdentity, updateAlias, updateKeys } from './own-identity.ts';
import { postInbox } from './post-inbox.ts';
import { resolveAlias } from './resolve-alias.ts';

export const externalIdentityRoutes: readonly Route[] = [
  getIdentity,
  updateAlias,
  updateKeys,
  postInbox,
  resolveAlias,
];
