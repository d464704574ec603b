/** Titles of checks of what someone can do. */
import { capitaliseArticle, say, type Phrase, type Words } from '../../sentences/words.ts';

/**
 * Returns the title of a check by its verdict: `You can update shop-weu`, `You can't update shop-weu`, `Couldn't verify whether
 * you can update shop-weu`.
 */
export function verdictTitle(subject: Phrase, does: Phrase, verdict: 'pass' | 'fail' | 'unknown'): Words {
  const isUser = typeof subject === 'string' && subject === 'You';
  const capital = isUser ? say`You` : capitaliseArticle(subject);
  switch (verdict) {
    case 'pass':
      return say`${capital} can ${does}`;
    case 'fail':
      return say`${capital} can't ${does}`;
    case 'unknown':
      return say`Couldn't verify whether ${isUser ? say`you` : subject} can ${does}`;
  }
}
