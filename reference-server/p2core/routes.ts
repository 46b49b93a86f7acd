/** All routes of p2core. */

import type { Route } from '../context.ts';
import { getChallenge } from './get-challenge.ts';
import { register } from './register.ts';

export const p2coreRoutes: readonly Route[] = [register, getChallenge];
