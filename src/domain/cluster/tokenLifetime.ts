/** The number of hours after which the previous identity's token has expired; the documentation says "several". */
export const tokenRefreshHours = 8;
