using System.Reflection;
using FluentValidation;
using MediatR;

namespace CustomerListSchedules.Infrastructure.Mediation;

/// <summary>What was asked for cannot be: no failure of the application's. The message is written for the person who asked.</summary>
public abstract class RefusedException(string message, Exception? inner) : Exception(message, inner);
