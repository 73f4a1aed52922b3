import Formats
import Journals
import Processes
import Reporting
import Values

extension AttemptEnd {
    /// Logs what follows for the run: a retry or a failure.
    func report(_ result: CommandResult, to log: Log) {
        let label = LogEvent.RunLabel(delivery: run.delivery, hook: run.hook)
        switch decision {
        case .retry(let wait):
            log.write(.retryScheduled(label, attempt: run.attempt + 1, milliseconds: wait.milliseconds))
        case .fail:
            log.write(.runFailed(label, attempt: run.attempt, exit: result.exit.description))
        case .succeed, .resume:
            break
        }
    }

    /// Counts the attempt, and the run if it is finished.
    func count(_ result: CommandResult, in metrics: Metrics) {
        let hook = Metrics.HookLabel(endpoint: run.delivery.endpoint, hook: run.hook)
        metrics.attempted(
            hook, exit: result.exit, time: result.finishedAt - result.startedAt,
            wait: run.attempt == 1 ? result.startedAt - run.delivery.receivedAt : nil)
        switch decision {
        case .succeed: metrics.ended(hook, .succeeded)
        case .fail: metrics.ended(hook, .failed)
        case .retry, .resume: break
        }
    }
}
