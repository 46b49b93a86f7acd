import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Route } from './context.ts';
import { externalIdentityRoutes } from './external-identity/routes.ts';
import { p2coreRoutes } from './p2core/routes.ts';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>;
}

function documented(profile: string): readonly string[] {
  const file = join(import.meta.dirname, '../specs', profile, 'openapi.yaml');
  const { paths }: Document = parse(readFileSync(file, 'utf8'));
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { operationId }]) => operationId !== undefined)
      .map(([method, { operationId }]) => `${operationId}: ${method.toUpperCase()} ${path}`),
  );
}

function served(routes: readonly Route[]): readonly string[] {
  return routes.map(
    ({ operation, method, path }) => `${operation}: ${method} ${path.replace(/:(\w+)/g, '{$1}')}`,
  );
}

it.each([
  ['p2core', p2coreRoutes],
  ['external-identity', externalIdentityRoutes],
])('serves of %s exactly what its document describes', (profile, routes) => {
  expect([...served(routes)].sort()).toEqual([...documented(profile)].sort());
});
