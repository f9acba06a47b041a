namespace Telenode.Telemetry;

/// <summary>Takes what a receiver asks of the node: lines in the console's language, such as <c>set sample.interval 30s</c>.</summary>
public interface IDownlink
{
    /// <summary>Carries out a request and says what became of each of its lines.</summary>
    /// <param name="request">Holds the request: UTF-8, one or more lines.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="count">Its bytes.</param>
    /// <param name="secured">Whether it came over a channel that is encrypted and authenticated: secrets may be set only then.</param>
    /// <param name="answer">Receives the answer: UTF-8, a line for each line of the request, <c>ok</c> or <c>error: …</c> with the reason.
    /// It never holds a secret.</param>
    /// <param name="answerOffset">Index of its first byte.</param>
    /// <param name="capacity">Room for it; what does not fit is left out at the end of a line.</param>
    /// <returns>The answer's bytes.</returns>
    int Handle(byte[] request, int offset, int count, bool secured, byte[] answer, int answerOffset, int capacity);
}
