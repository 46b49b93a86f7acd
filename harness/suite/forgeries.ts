/** The names that `forge(actor, kind)` knows, each with what is wrong with the certificate. */
export const FORGERIES: Readonly<Record<string, string>> = {
  expired: 'expired a day ago',
  notYetValid: 'valid from tomorrow',
  selfSigned: "signed with the actor's own key instead of its home's",
  smallOrderKey: 'carries a small-order public key',
};

export const FORGERY_NAMES: readonly string[] = Object.keys(FORGERIES);
