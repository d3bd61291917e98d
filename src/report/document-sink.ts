import { Collector, type ReportData } from './collector.js';
import type { Sink, SinkOptions } from './sink.js';

/**
 * *A sink of a format that is written as a whole at the end,* from a pure function of what was collected. Nothing at all is
 * written where there was no `start`.
 */
export const documentSink =
  (render: (data: ReportData, options: SinkOptions) => string) =>
  (options: SinkOptions): Sink => {
    const { collector = new Collector(options) } = options;
    return {
      write(event) {
        collector.add(event);
        return '';
      },
      end() {
        const data = collector.data();
        return data === undefined ? '' : render(data, options);
      },
    };
  };
