import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OperationId, ProfileId } from './model.ts';
import { type ApiDocument, ApiDocumentError, type ApiProblem, readApiDocument } from './openapi-document.ts';
import { exampleProblems } from './openapi-examples.ts';
import { createOperation, type Operation, operationEntries } from './openapi-operation.ts';
import { structureProblems } from './openapi-structure.ts';
import { packageRoot } from './package-root.ts';
import { createSchemaJudge } from './schema-judge.ts';

export type { Operation } from './openapi-operation.ts';

/** The operations of all profiles. */
export interface Apis {
  operation(id: OperationId): Operation | undefined;
  /** In the order of profiles and documents. */
  operationIds(): readonly OperationId[];
  operationsOf(profile: ProfileId): readonly Operation[];
}

/**
 * The operations that the documents under `<root>/specs` describe.
 * Throws {@link ApiDocumentError}, one line a problem, where a document cannot be used.
 */
export async function loadApis(root?: string): Promise<Apis> {
  const documents = await loadApiDocuments(root);
  const problems = structureProblems(documents);
  if (problems.length > 0) throw new ApiDocumentError(problems);
  return createApis(documents);
}

/** The documents under `<root>/specs/<profile>/openapi.yaml`, read but not checked. */
export async function loadApiDocuments(root: string = packageRoot()): Promise<readonly ApiDocument[]> {
  const folders = await readdir(join(root, 'specs'), { withFileTypes: true });
  const profiles = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const documents = await Promise.all(profiles.sort().map((profile) => loadApiDocument(root, profile)));
  return documents.filter((document) => document !== undefined);
}

/** Every mistake in these documents: their structure, their schemas and their examples. */
export function apiProblems(documents: readonly ApiDocument[]): readonly ApiProblem[] {
  const structure = structureProblems(documents);
  return structure.length > 0 ? structure : documents.flatMap(exampleProblems);
}

async function loadApiDocument(root: string, profile: ProfileId): Promise<ApiDocument | undefined> {
  const file = `specs/${profile}/openapi.yaml`;
  const text = await readFile(join(root, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : readApiDocument(profile, file, text);
}

function createApis(documents: readonly ApiDocument[]): Apis {
  const operations = documents.flatMap((document) => {
    const judge = createSchemaJudge(document.api);
    return operationEntries(document.api).map((entry) => createOperation(document, entry, judge));
  });
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  return {
    operation: (id) => byId.get(id),
    operationIds: () => [...byId.keys()],
    operationsOf: (profile) => operations.filter((operation) => operation.profile === profile),
  };
}
