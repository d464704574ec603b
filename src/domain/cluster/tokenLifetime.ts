/** Hours after which the old identity's token has expired; the documentation says "several". */
export const tokenRefreshHours = 8;
