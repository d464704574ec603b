/** VS Code's own colour themes, one of each kind. */
export type Theme = 'dark' | 'light' | 'highContrast' | 'highContrastLight';

/** What each theme is called, in the settings, in the workbench's page and in the page of a webview. */
export const themes: Readonly<Record<Theme, { label: string; className: string; pageClass: string }>> = {
  dark: { label: 'Dark Modern', className: 'vs-dark', pageClass: 'vscode-dark' },
  light: { label: 'Light Modern', className: 'vs', pageClass: 'vscode-light' },
  highContrast: { label: 'Dark High Contrast', className: 'hc-black', pageClass: 'vscode-high-contrast' },
  highContrastLight: { label: 'Light High Contrast', className: 'hc-light', pageClass: 'vscode-high-contrast-light' },
};
