using System.Reflection;
using System.Runtime.CompilerServices;

namespace Telenode.Tests.Host.Node;

/// <summary>The bytes of heap that an object keeps alive: its own and those of all that it refers to, each counted once.</summary>
/// <remarks>
/// The runtime's own count is of the whole process, in which other tests run at the same time, and so is off by whatever they hold. What
/// one object takes is found by making another of its kind on this thread and looking at what that allocated: exact, and the same each time.
/// </remarks>
internal sealed class RetainedHeap
{
    private static readonly Dictionary<Type, FieldInfo[]> _fieldsOf = [];
    private static readonly Dictionary<Type, long> _sizeOf = [];

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object> _open = [];

    /// <summary>Counts them.</summary>
    /// <param name="root">The object.</param>
    /// <param name="beside">What is there anyway, with all that it refers to, and so does not count.</param>
    public static long Of(object root, object? beside = null)
    {
        lock (_sizeOf)
        {
            var walk = new RetainedHeap();
            walk.CountFrom(beside);
            return walk.CountFrom(root);
        }
    }

    private long CountFrom(object? root)
    {
        long bytes = 0;
        Visit(root);
        while (_open.TryPop(out object? next))
        {
            bytes += SizeOf(next);
            Enter(next, next.GetType());
        }

        return bytes;
    }

    private void Enter(object from, Type type)
    {
        if (type.IsArray)
        {
            if (HoldsReferences(type.GetElementType()!))
            {
                foreach (object? element in (Array)from)
                {
                    Visit(element);
                }
            }

            return;
        }

        foreach (FieldInfo field in FieldsOf(type))
        {
            Visit(field.GetValue(from));
        }
    }

    // A structure is part of what holds it: only what it refers to is visited.
    private void Visit(object? value)
    {
        if (value is null or Pointer or MemberInfo or Assembly or Module or Thread)
        {
            return; // the runtime's, and not kept by whoever refers to it
        }

        if (value.GetType().IsValueType)
        {
            Enter(value, value.GetType());
        }
        else if (_seen.Add(value))
        {
            _open.Push(value);
        }
    }

    private static FieldInfo[] FieldsOf(Type type)
    {
        if (!_fieldsOf.TryGetValue(type, out FieldInfo[]? fields))
        {
            var found = new List<FieldInfo>();
            for (Type? at = type; at is not null; at = at.BaseType)
            {
                found.AddRange(at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                    .Where(field => HoldsReferences(field.FieldType)));
            }

            _fieldsOf[type] = fields = [.. found];
        }

        return fields;
    }

    private static bool HoldsReferences(Type type) =>
        !type.IsPrimitive && !type.IsEnum && !type.IsPointer && !type.IsByRefLike && !type.IsFunctionPointer && (!type.IsValueType || FieldsOf(type).Length > 0);

    private static long SizeOf(object value)
    {
        Type type = value.GetType();
        if (value is string text)
        {
            return Allocated(() => new string('x', text.Length)); // the empty one is the runtime's
        }

        if (value is Array array)
        {
            return Allocated(() => array.Rank == 1 ? Array.CreateInstance(type.GetElementType()!, array.Length) : array.Clone());
        }

        if (value is Delegate code)
        {
            return Allocated(code.Clone); // of which there are none without their code
        }

        if (!_sizeOf.TryGetValue(type, out long size))
        {
            _sizeOf[type] = size = Allocated(() => RuntimeHelpers.GetUninitializedObject(type));
        }

        return size;
    }

    // The second time nothing is allocated that the runtime makes only once.
    private static long Allocated(Func<object> make)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 2; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            object made = make();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            GC.SuppressFinalize(made);
        }

        return least;
    }
}
