/** Titles of checks of what someone can do. */
import { capitaliseArticle, say, type Phrase, type Words } from '../../sentences/words.ts';

/** How a check ended. */
type Verdict = 'pass' | 'fail' | 'unknown';

/**
 * Returns the title of a check by its verdict: `id-shop can pull from acrshop`, `id-shop can't pull from acrshop`, `Couldn't verify whether
 * id-shop can pull from acrshop`.
 */
export function verdictTitle(subject: Phrase, does: Phrase, verdict: Verdict): Words {
  return titleFor({ first: capitaliseArticle(subject), within: subject }, does, verdict);
}

/** The same for whoever is signed in: `You can update shop-weu`. */
export function callerTitle(does: Phrase, verdict: Verdict): Words {
  return titleFor({ first: say`You`, within: say`you` }, does, verdict);
}

function titleFor(
  { first, within }: Readonly<Record<'first' | 'within', Phrase>>,
  does: Phrase,
  verdict: Verdict,
): Words {
  switch (verdict) {
    case 'pass':
      return say`${first} can ${does}`;
    case 'fail':
      return say`${first} can't ${does}`;
    case 'unknown':
      return say`Couldn't verify whether ${within} can ${does}`;
  }
}
