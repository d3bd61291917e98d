/** The package's version; a test holds it to `package.json`, which neither build can import from here. */
export const VERSION = '0.1.0';
