namespace System;

public class Exception
{
    public extern Exception();

    public extern Exception(string message);

    public extern Exception(string message, Exception innerException);

    public extern Exception InnerException { get; }

    public virtual extern string Message { get; }

    public virtual extern string StackTrace { get; }

    public override extern string ToString();
}

public class SystemException : Exception
{
    public extern SystemException();

    public extern SystemException(string message);

    public extern SystemException(string message, Exception innerException);
}

public class ArgumentException : SystemException
{
    public extern ArgumentException();

    public extern ArgumentException(string message);

    public extern ArgumentException(string message, string paramName);

    public override extern string Message { get; }

    public virtual extern string ParamName { get; }
}

public class ArgumentNullException : ArgumentException
{
    public extern ArgumentNullException();

    public extern ArgumentNullException(string paramName);

    public extern ArgumentNullException(string paramName, string message);
}

public class ArgumentOutOfRangeException : ArgumentException
{
    public extern ArgumentOutOfRangeException();

    public extern ArgumentOutOfRangeException(string paramName);

    public extern ArgumentOutOfRangeException(string paramName, string message);
}

public class FormatException : SystemException
{
    public extern FormatException();

    public extern FormatException(string message);
}

public class IndexOutOfRangeException : SystemException
{
    public extern IndexOutOfRangeException();

    public extern IndexOutOfRangeException(string message);
}

public class InvalidCastException : SystemException
{
    public extern InvalidCastException();
}

public class InvalidOperationException : SystemException
{
    public extern InvalidOperationException();

    public extern InvalidOperationException(string message);

    public extern InvalidOperationException(string message, Exception innerException);
}

public class NotImplementedException : SystemException
{
    public extern NotImplementedException();

    public extern NotImplementedException(string message);
}

public class NotSupportedException : SystemException
{
    public extern NotSupportedException();

    public extern NotSupportedException(string message);
}

public class NullReferenceException : SystemException
{
    public extern NullReferenceException();
}

public class ObjectDisposedException : SystemException
{
    public extern ObjectDisposedException();

    public extern ObjectDisposedException(string message);
}

public class OutOfMemoryException : SystemException
{
    public extern OutOfMemoryException();
}
