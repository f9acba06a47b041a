namespace Telenode.SimBoard.Decoding;

/// <summary>The value of a SenML field in one of its serializations. A value of another type than asked for makes the source fail, and gives a default.</summary>
internal interface IFieldSource
{
    Number ReadNumber();

    string ReadText();

    bool ReadBoolean();

    byte[] ReadData();

    /// <summary>An integer; null, and no failure, for anything else: a field that is no SenML label may hold what it likes.</summary>
    long? ReadIntegerIfAny();

    /// <summary>Passes over the value of a field that is not known.</summary>
    void Skip();

    /// <summary>Makes the whole payload undecodable; the first reason stays.</summary>
    void Fail(string reason);
}
