/** Returns true for addresses of this computer: 127.0.0.0/8, ::1 and localhost. */
export function isLoopback(url: URL): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(url.hostname);
}
