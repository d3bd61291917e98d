import { accessSync, closeSync, constants, createWriteStream, openSync } from 'node:fs';
import { toJson } from '../report/index.js';
import { silentLogger, type Logger } from '../testrail/index.js';
import type { LogLevel } from './flags.js';
import { failureLine } from './failure-line.js';
import { UsageError } from './usage-error.js';

/** A logger, and how to have all of it written before the process ends. */
export interface Logging {
  logger: Logger;
  close(): Promise<void>;
}

/**
 * Winston: JSON lines to the file, or to stderr when only a level is asked for. Loaded when it is needed: most runs log
 * nothing, and it takes longer to load than a small comparison takes to run.
 *
 * @throws UsageError when the file cannot be written
 */
export async function openLog({
  logLevel,
  logFile,
}: {
  logLevel?: LogLevel;
  logFile?: string;
}): Promise<Logging> {
  if (!logFile && !logLevel) return { logger: silentLogger, close: async () => {} };
  if (logFile) checkWritable(logFile);
  const { default: winston } = await import('winston');
  const { combine, timestamp, printf } = winston.format;
  const file = logFile === undefined ? undefined : createWriteStream(logFile, { flags: 'a' });
  const transport = new winston.transports.Stream({ stream: file ?? process.stderr });
  const logger = winston.createLogger({
    level: logLevel ?? 'debug',
    // What a server said stands in it, and may be looked at with `cat`.
    format: combine(
      timestamp(),
      printf((entry) => toJson(entry)),
    ),
    transports: [transport],
  });
  // Said once, and the run goes on: what it finds does not depend on its log.
  file?.once('error', (error) => {
    transport.silent = true;
    process.stderr.write(failureLine(`the log ${logFile} ends here, it cannot be written: ${error.message}`));
  });
  return {
    logger,
    close: async () => {
      const told = new Promise<void>((resolve) => transport.once('finish', () => resolve()));
      logger.end();
      await told;
      if (file && !file.destroyed)
        await new Promise<void>((resolve) => file.once('close', () => resolve()).end());
    },
  };
}

function checkWritable(file: string): void {
  try {
    closeSync(openSync(file, 'a'));
    accessSync(file, constants.W_OK);
  } catch (error) {
    throw new UsageError(`the log file ${file} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}
