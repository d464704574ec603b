/** The bash that tests start: on Windows the one of Git, as `bash` alone may be that of a Linux beside it, which sees other files. */
export const bash = process.platform === 'win32' ? String.raw`C:\Program Files\Git\bin\bash.exe` : 'bash';
