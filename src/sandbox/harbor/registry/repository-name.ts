/** How a repository is named (distribution/reference): for expressions that look for more than that. */
export const REPOSITORY = '[a-z0-9]+(?:(?:[._]|__|-+|/)[a-z0-9]+)*'
