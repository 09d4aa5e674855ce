/** Stands for a secret that is stored but never shown; sent back in a change, it keeps what is stored. */
export const HIDDEN_SECRET = '***';
