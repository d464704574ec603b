/** Titles of checks of what someone can do. */
import { say, type Words } from '../../sentences/words.ts';

/**
 * Returns the title of a check by its verdict: `You can update shop-weu`, `You can't update shop-weu`, `Couldn't verify whether
 * you can update shop-weu`.
 */
export function verdictTitle(subject: string, does: string, verdict: 'pass' | 'fail' | 'unknown'): Words {
  const capital = subject.startsWith('the ') ? `T${subject.slice(1)}` : subject;
  switch (verdict) {
    case 'pass':
      return say`${capital} can ${does}`;
    case 'fail':
      return say`${capital} can't ${does}`;
    case 'unknown':
      return say`Couldn't verify whether ${subject === 'You' ? say`you` : subject} can ${does}`;
  }
}
