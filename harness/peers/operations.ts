/** Which operation of which profile a request line means, by the OpenAPI documents. */

import { loadApiDocuments } from '../spec/openapi.ts';
import { operationEntries } from '../spec/openapi-operation.ts';

/** The operation id; undefined where no profile knows such a route. */
export type OperationOf = (method: string, path: string) => string | undefined;

let reading: Promise<OperationOf> | undefined;

/** Reads the documents once. */
export function loadOperationOf(): Promise<OperationOf> {
  reading ??= read();
  return reading;
}

async function read(): Promise<OperationOf> {
  const routes = (await loadApiDocuments()).flatMap(({ api }) =>
    operationEntries(api).flatMap(({ method, path, operation }) => {
      const id = operation.operationId;
      return id === undefined ? [] : [{ id, method: method.toUpperCase(), segments: path.split('/') }];
    }),
  );
  return (method, path) => {
    const segments = path.replace(/[?#].*$/s, '').split('/');
    return routes.find((route) => route.method === method && isAlike(route.segments, segments))?.id;
  };
}

function isAlike(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) =>
      part.startsWith('{') ? segments[index] !== '' : part === segments[index],
    )
  );
}
