using Microsoft.Extensions.Logging;
using UltraCascade.Host.Terminal;

namespace UltraCascade.Host.Processes;

/// <summary>Log lines of the engine process on standard error: time, level, text. The stack only at Debug.</summary>
internal sealed class StandardErrorLogging : ILoggerProvider
{
    private readonly Messages _messages;

    public StandardErrorLogging(Messages messages)
    {
        _messages = messages;
    }

    public ILogger CreateLogger(string categoryName) => new LineLogger(_messages);

    public void Dispose()
    {
    }

    private sealed class LineLogger : ILogger
    {
        private readonly Messages _messages;

        public LineLogger(Messages messages)
        {
            _messages = messages;
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string reason = exception is null ? "" : $": {exception.Message}";
            _messages.Raw($"{DateTime.UtcNow:HH:mm:ss.fff} {Word(logLevel)} {formatter(state, exception)}{reason}");
        }

        private static string Word(LogLevel level) => level switch
        {
            LogLevel.Trace or LogLevel.Debug => "debug",
            LogLevel.Information => "info ",
            LogLevel.Warning => "warn ",
            _ => "error",
        };
    }
}
