/**
 * Returns the title of a check of what somebody can do, by what was found out: `You can update shop-weu`,
 * `You can't update shop-weu`, `Not known whether you can update shop-weu`.
 */
export function verdictTitle(who: string, does: string, verdict: 'pass' | 'fail' | 'unknown'): string {
  const capital = who.startsWith('the ') ? `T${who.slice(1)}` : who;
  switch (verdict) {
    case 'pass':
      return `${capital} can ${does}`;
    case 'fail':
      return `${capital} can't ${does}`;
    case 'unknown':
      return `Not known whether ${who === 'You' ? 'you' : who} can ${does}`;
  }
}
