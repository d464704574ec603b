/** Compares names as people order them: whatever their case, and with numbers in them as numbers. */
export const { compare: compareNames } = new Intl.Collator('en', { numeric: true });
