/** The names that `csr(actor, kind)` knows, each with what is special about the request. */
export const CSR_KINDS: Readonly<Record<string, string>> = {
  wrongSignature: 'its own signature does not verify',
  otherActor: 'names another actor',
};

export const CSR_KIND_NAMES: readonly string[] = Object.keys(CSR_KINDS);
