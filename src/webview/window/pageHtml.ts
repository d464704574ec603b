/** The addresses of the page's files, as the webview sees them. */
export interface PageFiles {
  readonly script: string;
  readonly styles: readonly string[];
  readonly cspSource: string;
  readonly nonce: string;
  readonly language: PageLanguage;
}

/** VS Code's display language by its code, with our texts in it; without them, only dates and counts are in that language. */
export interface PageLanguage {
  readonly code: string;
  readonly bundle?: Readonly<Record<string, string>> | undefined;
}

/**
 * Makes the HTML of a page. Nothing loads but its own script (by nonce), style sheets and icon font; nothing connects
 * anywhere.  Styles are allowed inline as well: the toolkit writes its design tokens into a style sheet and style
 * attributes of its own, which `style-src` can't tell by a nonce. An inline style can't run code, and no text of Azure
 * becomes markup: all of it goes through templates that escape it. Scripts have no exception.
 */
export function pageHtml({ script, styles, cspSource, nonce, language }: PageFiles): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'unsafe-inline'`,
    `font-src ${cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${language.bundle ? language.code : 'en'}" data-language="${language.code}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    ${styles.map((href) => `<link rel="stylesheet" href="${href}" />`).join('\n    ')}
    <title>AKS Identity</title>
  </head>
  <body>
    <div id="page"></div>${language.bundle ? textsOf(language.bundle) : ''}
    <script type="module" nonce="${nonce}" src="${script}"></script>
  </body>
</html>
`;
}

/** The texts as data that no browser runs; none of them can end the element. */
function textsOf(bundle: object): string {
  return `<script type="application/json" id="texts">${JSON.stringify(bundle).replaceAll('<', '\\u003c')}</script>`;
}
