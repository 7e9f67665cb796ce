/** The chain of the audit for what concerns no pair: who signed in, and who may. No pair can have this name. */
export const INSTALLATION = '@tongbu'
