/** Which methods a path knows. */

import type { Route } from './context.ts';

/** Methods of all routes that fit the path; empty: no route does. */
export function allowedMethods(routes: readonly Route[], path: string): readonly string[] {
  const fitting = routes.filter((route) => fits(route.path, path));
  const methods = fitting.flatMap(({ method, isPureRead }) => (isPureRead ? [method, 'HEAD'] : [method]));
  return [...new Set(methods)].sort();
}

function fits(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => (part.startsWith(':') ? given[index] !== '' : part === given[index]))
  );
}
